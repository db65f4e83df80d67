import { IngotError } from "../errors.js";
import { redactError } from "./redact-error.js";
import { createRedactor } from "./redactor.js";

const redactor = createRedactor(["hunter2"]);

/** All that a program could print of an error. */
const everything = (error: unknown): string =>
  error instanceof Error
    ? [error.message, error.stack, everything(error.cause), JSON.stringify(error), ...nested(error)].join("\n")
    : String(JSON.stringify(error));

const nested = (error: Error) =>
  [...((error as Partial<IngotError>).attempts ?? []), ...((error as Partial<AggregateError>).errors ?? [])].map(
    everything,
  );

describe("redactError", () => {
  it("gives an error without secrets back as it is", () => {
    const error = new IngotError({
      code: "X",
      source: "user",
      message: "plain",
      cause: new Error("deep"),
      data: { a: 1 },
    });
    expect(redactError(error, redactor)).toBe(error);
  });

  it("hides secrets in messages, stacks, causes, attempts and data", () => {
    const error = new IngotError({
      code: "LOGIN",
      source: "outside",
      message: "hunter2 was refused",
      cause: new AggregateError([new TypeError("hunter2")], "all", { cause: { text: "hunter2" } }),
      data: { command: ["login", "hunter2"], count: 2 },
      attempts: [new Error("first hunter2"), "hunter2"],
    });
    const hidden = redactError(error, redactor) as IngotError;
    expect(everything(hidden)).not.toContain("hunter2");
    expect(hidden).toMatchObject({ code: "LOGIN", source: "outside", message: "<sensitive> was refused" });
    expect(hidden.data).toEqual({ command: ["login", "<sensitive>"], count: 2 });
    expect(hidden.attempts).toEqual([new Error("first <sensitive>"), "<sensitive>"]);
  });

  it("hides a secret that only a cause holds", () => {
    const hidden = redactError(new Error("outer", { cause: new Error("hunter2") }), redactor) as Error;
    expect(everything(hidden)).not.toContain("hunter2");
    expect(hidden.message).toBe("outer");
  });

  it("ends with errors that cause themselves", () => {
    const error = new Error("hunter2");
    error.cause = error;
    expect((redactError(error, redactor) as Error).message).toBe("<sensitive>");
  });

  it("hides secrets in what is no error", () => {
    expect(redactError("hunter2", redactor)).toBe("<sensitive>");
    expect(redactError({ a: ["hunter2"] }, redactor)).toEqual({ a: ["<sensitive>"] });
    expect(redactError(undefined, redactor)).toBeUndefined();
  });
});

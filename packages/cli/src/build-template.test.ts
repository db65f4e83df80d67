import { getEventListeners } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { recordingIo, type TestHost, testHost } from "@ingot/testing";
import { build, TemplateError } from "./build-template.js";

let host: TestHost;
beforeEach(() => {
  host = testHost();
});
afterEach(() => host[Symbol.dispose]());

const write = (text: string) => writeFileSync(host.resolve("a.pkr.hcl"), text);

const template = `variable "word" {}
source "file" "one" {
  content = var.word
  target  = "one.txt"
}
source "file" "two" {
  content = var.word
  target  = "two.txt"
}
build {
  sources = ["file.one", "file.two"]
  provisioner "shell-local" {
    inline = ["echo go"]
  }
}
`;
const word = [{ name: "word", text: "hello" }];

/** What `build` rejects with. */
async function rejection(options: object = {}): Promise<TemplateError> {
  return build("a.pkr.hcl", { host, ...options }).then(
    () => Promise.reject(new Error("it did not reject")),
    (error: TemplateError) => error,
  );
}

test("variables come in, artifacts come out", async () => {
  write(template);
  const io = recordingIo();
  const report = await build("a.pkr.hcl", { host, variables: word, io });
  expect(report).toMatchObject({ status: "succeeded", warnings: [] });
  expect(report.builds.map((each) => each.status === "succeeded" && each.artifacts[0]?.files)).toEqual([
    ["one.txt"],
    ["two.txt"],
  ]);
  expect(readFileSync(host.resolve("two.txt"), "utf8")).toBe("hello");
  expect(io.types()[0]).toBe("run-started");
});

test.each([
  [{ only: ["file.one"] }, ["one.txt"]],
  [{ except: ["*.one"] }, ["two.txt"]],
])("%j selects", async (selection, made) => {
  write(template);
  await build("a.pkr.hcl", { host, variables: word, ...selection });
  expect(readdirSync(host.directory).filter((name) => name.endsWith(".txt"))).toEqual(made);
});

test("variables come from files too, and names that are not declared are warned of", async () => {
  write(template);
  writeFileSync(host.resolve("v.pkrvars.hcl"), 'word = "filed"\nother = 1\n');
  const report = await build("a.pkr.hcl", { host, variableFiles: ["v.pkrvars.hcl"], warnOnUndeclared: true });
  expect(report.warnings.map(({ severity, summary }) => [severity, summary])).toEqual([
    ["warning", "Undefined variable"],
  ]);
  expect(readFileSync(host.resolve("one.txt"), "utf8")).toBe("filed");
});

test("a wrong template rejects with its diagnostics, and starts nothing", async () => {
  write(template.replace('target  = "one.txt"', 'tarjet  = "one.txt"'));
  const error = await rejection({ variables: word });
  expect(error).toBeInstanceOf(TemplateError);
  expect(error).toMatchObject({ name: "TemplateError", code: "TEMPLATE", source: "user" });
  expect(error.diagnostics.map(({ summary }) => summary)).toEqual(["Unsupported argument"]);
  expect(error.message).toContain('  on a.pkr.hcl line 4, in source "file" "one":');
  expect(readdirSync(host.directory)).toEqual(["a.pkr.hcl"]);
});

test.each([
  ["a syntax error", "source {"],
  ["a variable without a value", template],
  ["no build", 'source "null" "x" {}\n'],
])("%s is a TemplateError that says something", async (_name, text) => {
  write(text);
  const { code, message, diagnostics } = await rejection();
  expect(code).toBe("TEMPLATE");
  expect(message).toMatch(/^Error: /);
  expect(diagnostics.some(({ severity }) => severity === "error")).toBe(true);
});

test("a template error shows no secret", async () => {
  write(`variable "key" {
  default   = "hunter2-hunter2"
  sensitive = true
}
source "null" "hunter2-hunter2" {
  comunicator = "none"
}
build {
  sources = ["null.hunter2-hunter2"]
}
`);
  expect((await rejection()).message).toContain('"<sensitive>"');
  expect((await rejection()).message).not.toContain("hunter2");
});

test("a selection of nothing rejects, and says so", async () => {
  write(template);
  const { message } = await rejection({ variables: word, only: ["file.three"] });
  expect(message).toMatch(/^Error: /);
});

test("a failing build is data", async () => {
  write(template.replace("echo go", "exit 3"));
  const { status, builds } = await build("a.pkr.hcl", { host, variables: word, only: ["file.one"] });
  expect(status).toBe("failed");
  expect(builds).toMatchObject([{ name: "file.one", status: "failed", error: { code: "SCRIPT_FAILED" } }]);
});

test("the signal cancels", async () => {
  write(template.replace("echo go", "echo go; sleep 1000"));
  const controller = new AbortController();
  const io = { notify: ({ type }: { type: string }) => void (type === "output" && controller.abort("no more")) };
  const report = await build("a.pkr.hcl", { host, variables: word, signal: controller.signal, io });
  expect(report.builds.map((each) => [each.status, each.status === "cancelled" && each.reason])).toEqual([
    ["cancelled", "no more"],
    ["cancelled", "no more"],
  ]);
  expect(readdirSync(host.directory).filter((name) => name.endsWith(".txt"))).toEqual([]);
});

test("the signal ends reading, and then the template is not built", async () => {
  write('data "external" "slow" {\n  program = ["sleep", "1000"]\n}\nbuild {\n  sources = []\n}\n');
  const controller = new AbortController();
  const onRead = () => controller.abort("no more");
  expect(await rejection({ signal: controller.signal, onRead })).toMatchObject({
    code: "CANCELLED",
    message: "no more",
  });
});

test("a signal that has aborted lets nothing start", async () => {
  write(template);
  const { status } = await build("a.pkr.hcl", { host, variables: word, signal: AbortSignal.abort("never") });
  expect(status).toBe("cancelled");
});

test.each([
  [{ paralelBuilds: 1 }, 'build() has no option "paralelBuilds". Did you mean "parallelBuilds"?'],
  [
    { vars: {} },
    'build() has no option "vars". It has host, text, language, variables, variableFiles, warnOnUndeclared, allowMissingPlugins, signal, onRead, only, except, parallelBuilds, builderConcurrency, onError, force, debug, io.',
  ],
  [{ syntaxOnly: true }, 'build() has no option "syntaxOnly".'],
  [{ skipReading: true }, 'build() has no option "skipReading".'],
])("%j is refused", async (options, message) => {
  write(template);
  expect((await rejection(options)).message).toContain(message);
});

test("builds in a row with one signal leave nothing at it", async () => {
  write(template);
  const { signal } = new AbortController();
  for (let round = 0; round < 3; round++) {
    const { status } = await build("a.pkr.hcl", { host, variables: word, force: true, signal });
    expect([status, getEventListeners(signal, "abort").length]).toEqual(["succeeded", 0]);
  }
});

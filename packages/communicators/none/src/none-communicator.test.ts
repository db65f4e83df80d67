import { noneCommunicator } from "./none-communicator.js";

describe("noneCommunicator", () => {
  it("succeeds at every command without running it", async () => {
    const lines: string[] = [];
    const result = await noneCommunicator().exec("echo hello; exit 3", {
      onOutput: ({ text }) => void lines.push(text),
    });
    expect(result).toEqual({ exitCode: 0 });
    expect(lines).toEqual([]);
  });

  it("runs no command once the build is cancelled", async () => {
    const reason = new Error("cancelled");
    await expect(noneCommunicator().exec("true", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it.each([
    ["upload", "uploaded to it"],
    ["uploadDirectory", "uploaded to it"],
    ["download", "downloaded from it"],
    ["downloadDirectory", "downloaded from it"],
  ] as const)("refuses %s", async (method, done) => {
    await expect(noneCommunicator()[method]("/from", "/to")).rejects.toMatchObject({
      code: "COMMUNICATOR_NONE",
      message: `The build contacts no machine, since its communicator is "none", so nothing can be ${done}. Give the source a communicator such as "ssh", or leave this step out.`,
      data: { operation: method },
    });
  });

  it("can be closed", async () => {
    await expect(noneCommunicator().close()).resolves.toBeUndefined();
  });
});

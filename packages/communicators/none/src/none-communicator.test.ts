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
    ["upload", "Upload"],
    ["uploadDirectory", "UploadDir"],
    ["download", "Download"],
    ["downloadDirectory", "DownloadDir"],
  ] as const)("refuses %s", async (method, operation) => {
    await expect(noneCommunicator()[method]("/from", "/to")).rejects.toMatchObject({
      code: "COMMUNICATOR_NONE",
      message: `${operation} is not implemented when communicator = 'none'`,
    });
  });

  it("can be closed", async () => {
    await expect(noneCommunicator().close()).resolves.toBeUndefined();
  });
});

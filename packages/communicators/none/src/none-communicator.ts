import { type Communicator, IngotError } from "@ingot/core/plugin";

/** For builds that contact no machine: a command succeeds and does nothing, and nothing can be transferred. */
export const noneCommunicator = (): Communicator => ({
  type: "none",
  exec: async (_command, options) => {
    options?.signal?.throwIfAborted();
    return { exitCode: 0 };
  },
  upload: () => refuse("upload", "uploaded to it"),
  uploadDirectory: () => refuse("uploadDirectory", "uploaded to it"),
  download: () => refuse("download", "downloaded from it"),
  downloadDirectory: () => refuse("downloadDirectory", "downloaded from it"),
  close: async () => {},
});

async function refuse(operation: string, done: string): Promise<never> {
  throw new IngotError({
    code: "COMMUNICATOR_NONE",
    source: "user",
    message: `The build contacts no machine, since its communicator is "none", so nothing can be ${done}. Give the source a communicator such as "ssh", or leave this step out.`,
    data: { operation },
  });
}

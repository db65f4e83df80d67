import { type Communicator, IngotError } from "@ingot/core/plugin";

/** For builds that contact no machine: a command succeeds and does nothing, and nothing can be transferred. */
export const noneCommunicator = (): Communicator => ({
  type: "none",
  exec: async (_command, options) => {
    options?.signal?.throwIfAborted();
    return { exitCode: 0 };
  },
  upload: () => refuse("Upload"),
  uploadDirectory: () => refuse("UploadDir"),
  download: () => refuse("Download"),
  downloadDirectory: () => refuse("DownloadDir"),
  close: async () => {},
});

/** In Packer's words: templates are fixed by searching for them. */
async function refuse(operation: string): Promise<never> {
  throw new IngotError({
    code: "COMMUNICATOR_NONE",
    source: "user",
    message: `${operation} is not implemented when communicator = 'none'`,
    data: { operation },
  });
}

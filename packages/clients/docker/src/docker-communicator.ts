import type { Communicator, Host, TransferOptions } from "@ingot/core/plugin";
import { behindInContainer } from "./archive.js";
import { downloadDirectory, downloadFile } from "./download.js";
import type { DockerEngine } from "./engine.js";
import { execShell } from "./shell-exec.js";
import { absolute, type UploadTarget, uploadDirectory, uploadFile } from "./upload.js";
import { findUploadOwner } from "./upload-owner.js";

export interface DockerCommunicatorOptions {
  readonly engine: DockerEngine;
  /** Its id or name; it must be running. */
  readonly container: string;
  /** Who runs commands; default: the container's user. */
  readonly execUser?: string;
  readonly tty?: boolean;
  /** Who is to own what is uploaded; default: root. */
  readonly uploadOwner?: string;
  readonly host: Pick<Host, "now" | "randomBytes" | "sleep">;
  /** A private directory for streams too long for memory. */
  spoolDirectory(): Promise<string>;
}

/** Talks to a running container by the engine alone: nothing needs to listen in it. */
export function dockerCommunicator(options: DockerCommunicatorOptions): Communicator {
  const { engine, container, execUser, tty = false, host } = options;
  const target = { engine, container, tty, sleep: host.sleep, ...(execUser && { user: execUser }) };
  const uploadTarget = async ({ signal }: TransferOptions = {}): Promise<UploadTarget> =>
    options.uploadOwner ? { ...options, owner: await findUploadOwner(target, options.uploadOwner, signal) } : options;
  return {
    type: "docker",
    exec: (command, execOptions) => execShell(target, command, execOptions),
    upload: async (source, destination, transfer) =>
      uploadFile(await uploadTarget(transfer), source, destination, transfer),
    uploadDirectory: async (source, destination, transfer) =>
      uploadDirectory(await uploadTarget(transfer), source, destination, transfer),
    download: (source, destination, transfer) => downloadFile(options, source, destination, transfer),
    downloadDirectory: (source, destination, transfer) => downloadDirectory(options, source, destination, transfer),
    isDirectory: async (path, { signal } = {}) =>
      (await behindInContainer(engine, container, absolute(path), signal))?.kind === "directory",
    close: async () => undefined,
  };
}

import { reasonOf } from "@ingot/core/plugin";
import type { InputAttributes, Stats } from "ssh2";
import type { TransferWords } from "./remote-failure.js";
import type { SftpClient } from "./sftp-client.js";

/** SSH_FXP_STATUS. */
const noSuchFile = 2;

const statusOf = (error: unknown) => (error as { readonly code?: unknown }).code;

/** The server has answered, and the answer is no. */
export const isRefusal = (error: unknown): boolean => typeof statusOf(error) === "number";

/** What the server says no to, as an error about `words`. A session that broke off is not about a file. */
export function refusal(error: unknown, { error: make, cannot }: TransferWords): unknown {
  return isRefusal(error) ? make(`${cannot}. The machine said: ${reasonOf(error)}.`, error) : error;
}

/** Undefined where nothing is. Links are followed. */
export async function statBySftp({ call }: SftpClient, path: string): Promise<Stats | undefined> {
  return call<Stats>((sftp, done) => sftp.stat(path, done)).catch((error: unknown) => {
    if (statusOf(error) === noSuchFile) return undefined;
    throw error;
  });
}

/** Has `use` work with an open file, and closes it. */
export async function withHandle<T>(
  { call, cleanUp }: SftpClient,
  path: string,
  flags: "r" | "w" | "wx" | "a",
  use: (handle: Buffer) => Promise<T>,
): Promise<T> {
  const handle = await call<Buffer>((sftp, done) => sftp.open(path, flags, 0o600, done));
  try {
    return await use(handle);
  } finally {
    await cleanUp<void>((sftp, done) => sftp.close(handle, done));
  }
}

/** In one step where the server can, so that there is always something at `path`. */
export async function renameOver({ call }: SftpClient, from: string, path: string): Promise<void> {
  try {
    await call<void>((sftp, done) => sftp.ext_openssh_rename(from, path, done));
  } catch {
    await call<void>((sftp, done) => sftp.unlink(path, done)).catch(() => undefined);
    await call<void>((sftp, done) => sftp.rename(from, path, done));
  }
}

export const marksOf = (mode: number, mtime: Date): InputAttributes => {
  const seconds = Math.floor(mtime.getTime() / 1000);
  return { mode, mtime: seconds, atime: seconds } as InputAttributes;
};

import { type FileHandle, open } from "node:fs/promises";
import { IngotError, reasonOf } from "@ingot/core/plugin";
import type { Member } from "./members.js";

const readSize = 1 << 18;

export interface SourceFile extends AsyncDisposable {
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  bytes(): AsyncGenerator<Buffer>;
}

/** Throws ARTIFACT_UNREADABLE where the member is no file, or cannot be read. */
export async function openSource(member: Member): Promise<SourceFile> {
  const handle = await open(member.path, "r").catch((error: unknown) => {
    throw unreadable(member, error);
  });
  try {
    const { size, mode } = await regularFile(member, handle);
    return {
      size,
      mode: mode & 0o777,
      bytes: () => readAll(member, handle),
      [Symbol.asyncDispose]: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function regularFile(member: Member, handle: FileHandle) {
  const stats = await handle.stat();
  if (!stats.isFile()) throw unreadable(member, new Error("it is not a regular file"));
  return stats;
}

async function* readAll(member: Member, handle: FileHandle): AsyncGenerator<Buffer> {
  for (;;) {
    const { bytesRead, buffer } = await handle
      .read(Buffer.allocUnsafe(readSize), 0, readSize, null)
      .catch((error: unknown) => {
        throw unreadable(member, error);
      });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

export const unreadable = (member: Member, cause: unknown) =>
  new IngotError({
    code: "ARTIFACT_UNREADABLE",
    source: "outside",
    message: `Cannot read the artifact's file "${member.file}": ${reasonOf(cause)}`,
    cause,
  });

/** Opened when it is read, closed when it is left. */
export async function* contentOf(member: Member): AsyncGenerator<Uint8Array> {
  const source = await openSource(member);
  try {
    yield* source.bytes();
  } finally {
    await source[Symbol.asyncDispose]();
  }
}

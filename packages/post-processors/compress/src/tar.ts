import { pipeline } from "node:stream/promises";
import { pack } from "tar-stream";
import type { Member } from "./members.js";
import { openSource, unreadable } from "./source-file.js";

/** A tar of the members. Times and owners are left out, so that equal files give equal archives. */
export async function* tar(members: readonly Member[]): AsyncGenerator<Uint8Array> {
  const archive = pack();
  const filled = fill(archive, members).catch((error: unknown) => void archive.destroy(error as Error));
  try {
    yield* archive as AsyncIterable<Uint8Array>;
  } finally {
    archive.destroy();
    await filled;
  }
}

async function fill(archive: ReturnType<typeof pack>, members: readonly Member[]): Promise<void> {
  for (const member of members) await addMember(archive, member);
  archive.finalize();
}

async function addMember(archive: ReturnType<typeof pack>, member: Member): Promise<void> {
  const source = await openSource(member);
  try {
    const { size, mode } = source;
    const entry = archive.entry({ name: member.name, size, mode, mtime: new Date(0), type: "file" });
    await pipeline(exactly(source.bytes(), size, member), entry);
  } finally {
    await source[Symbol.asyncDispose]();
  }
}

/** The header has promised `size`: a file that changes on the way spoils the archive. */
async function* exactly(bytes: AsyncIterable<Buffer>, size: number, member: Member): AsyncGenerator<Buffer> {
  let seen = 0;
  for await (const chunk of bytes) {
    seen += chunk.length;
    if (seen > size) break;
    yield chunk;
  }
  if (seen !== size) throw unreadable(member, new Error("it changed while it was being packed"));
}

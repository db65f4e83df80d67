import { Readable } from "node:stream";
import { ZipFile } from "yazl";
import type { Member } from "./members.js";
import { contentOf, openSource } from "./source-file.js";

/** The oldest time that the format knows: equal files give equal archives. */
const noTime = new Date(Date.UTC(1980, 0, 1));

/** A zip of the members. */
export async function* zip(members: readonly Member[], level = 6): AsyncGenerator<Uint8Array> {
  const archive = new ZipFile();
  const output = Readable.from(archive.outputStream as AsyncIterable<Uint8Array>);
  const opened: Readable[] = [];
  archive.on("error", (error: Error) => void output.destroy(error));
  try {
    for (const member of members) await addMember(archive, member, level, opened);
    archive.end();
    yield* output as AsyncIterable<Uint8Array>;
  } finally {
    for (const each of opened) each.destroy();
  }
}

/** The mode is needed now, the content when its turn comes. */
async function addMember(
  archive: ZipFile,
  member: Member,
  compressionLevel: number,
  opened: Readable[],
): Promise<void> {
  const { size, mode, [Symbol.asyncDispose]: close } = await openSource(member);
  await close();
  const options = { mtime: noTime, mode: 0o100000 | mode, size, compressionLevel };
  archive.addReadStreamLazy(member.name, options, (done) => {
    const content = Readable.from(contentOf(member));
    opened.push(content);
    done(null, content);
  });
}

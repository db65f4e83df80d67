import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { BuildContext } from "@ingot/core/plugin";
import { DiskContents } from "./collect-files.js";
import { changedMeanwhile } from "./disk-error.js";
import type { CdConfig } from "./disk-fields.js";
import { nestedOrContents } from "./disk-path.js";
import type { DiskFile } from "./disk-tree.js";
import { isoImage } from "./iso/iso-image.js";

/** Writes the CD to `destination`, whose path it returns; undefined where there is nothing to put on it. */
export async function writeCd(
  { cd_files, cd_content, cd_label }: CdConfig,
  destination: string,
  run: BuildContext,
): Promise<string | undefined> {
  const contents = new DiskContents(run);
  await contents.addPaths("cd_files", cd_files, nestedOrContents);
  contents.addTexts(cd_content);
  if (contents.isEmpty) return undefined;
  run.say("Creating CD disk...");
  const image = isoImage(contents.root, cd_label, chunksOf);
  await pipeline(image, createWriteStream(destination, { highWaterMark: 1 << 20 }), { signal: run.signal });
  return destination;
}

async function* chunksOf({ source, size }: DiskFile): AsyncGenerator<Buffer> {
  if ("content" in source) {
    yield source.content;
    return;
  }
  let read = 0;
  for await (const chunk of createReadStream(source.path, { highWaterMark: 1 << 20 })) {
    read += (chunk as Buffer).length;
    yield chunk as Buffer;
  }
  if (read !== size) throw changedMeanwhile(source.path);
}

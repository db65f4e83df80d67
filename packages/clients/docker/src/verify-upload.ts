import {
  type BytePath,
  type Content,
  type LocalDirectory,
  pathBuffer,
  readExactly,
  readTar,
  sumOf,
  tidyPath,
  uploadError,
  walkTree,
} from "@ingot/client-transfer";
import type { TransferOptions } from "@ingot/core/plugin";
import { statInContainer } from "./archive.js";
import type { DockerEngine } from "./engine.js";
import { readArchive } from "./read-archive.js";

interface Uploaded {
  readonly engine: DockerEngine;
  readonly container: string;
}

/** The size always; the SHA-256, of what the engine gives back, where it is asked for. */
export async function verifyFile(
  to: Uploaded,
  content: Content,
  path: string,
  options: TransferOptions,
): Promise<void> {
  const { signal, verify } = options;
  const found = await statInContainer(to.engine, to.container, path, signal);
  if (found?.kind === "file" && found.size !== content.size) {
    throw uploadError(`Cannot upload to ${path}: it has ${found.size} bytes there instead of ${content.size}.`);
  }
  if (verify !== "sha256") return;
  const sums = await readArchive(to, path, signal, sumsOf);
  if ([...sums.values()][0] !== (await sumOf(content.open()))) throw differs(path);
}

export async function verifyDirectory(
  to: Uploaded,
  local: LocalDirectory,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const sums = await readArchive(to, `${path}/.`, signal, sumsOf);
  for await (const { kind, path: name, place, size } of walkTree(local.place, local.prefix)) {
    if (kind !== "file") continue;
    if (sums.get(name) !== (await sumOf(readExactly(pathBuffer(place), size)))) throw differs(`${path}/${name}`);
  }
}

async function sumsOf(archive: AsyncIterable<Buffer>): Promise<ReadonlyMap<BytePath, string>> {
  const sums = new Map<BytePath, string>();
  for await (const entry of readTar(archive)) {
    if (entry.kind === "file") sums.set(tidyPath(entry.path), await sumOf(entry.body));
  }
  return sums;
}

const differs = (path: string) =>
  uploadError(`Cannot upload to ${path}: what arrived is not what was sent: its SHA-256 differs.`);

import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { posix } from "node:path";
import {
  addExtension,
  applyExtensions,
  type BytePath,
  blockSize,
  checkExtensionSize,
  type Extensions,
  isExtension,
  paddingOf,
  readHeader,
  tarError,
  tidyPath,
} from "@ingot/client-transfer";
import { type BlobStore, missingBlob } from "./blob-store.js";

interface Member {
  readonly offset: number;
  readonly size: number;
  /** Where a link leads; old `docker save` archives link layers that are the same. */
  readonly target?: BytePath;
}

/** An uncompressed tar archive whose members are read in any order. Its index is made at once. */
export async function archiveStore(path: string): Promise<BlobStore> {
  const file = await open(path, "r");
  try {
    const members = await indexArchive(file, (await file.stat()).size);
    return storeOf(file, members);
  } catch (error) {
    await file.close();
    throw error;
  }
}

function storeOf(file: FileHandle, members: ReadonlyMap<BytePath, Member>): BlobStore {
  const find = (name: string): Member | undefined => {
    let member = members.get(name);
    for (let hops = 0; member?.target !== undefined && hops < 8; hops++) member = members.get(member.target);
    return member?.target === undefined ? member : undefined;
  };
  async function* chunks(name: string): AsyncGenerator<Buffer> {
    const member = find(name);
    if (!member) throw missingBlob(name);
    yield* readRange(file, member.offset, member.size);
  }
  return { sizeOf: async (name) => find(name)?.size, open: chunks, close: () => file.close() };
}

async function* readRange(file: FileHandle, offset: number, size: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < size; ) {
    const chunk = Buffer.allocUnsafe(Math.min(256 * 1024, size - done));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, offset + done);
    if (bytesRead === 0) throw tarError("TAR_TRUNCATED", "The archive became shorter while it was read.");
    done += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}

async function indexArchive(file: FileHandle, total: number): Promise<Map<BytePath, Member>> {
  const members = new Map<BytePath, Member>();
  let known: Extensions = {};
  for (let at = 0; at + blockSize <= total; ) {
    const block = Buffer.alloc(blockSize);
    await file.read(block, 0, blockSize, at);
    const raw = readHeader(block);
    if (!raw) break;
    at += blockSize;
    if (isExtension(raw)) {
      checkExtensionSize(raw);
      const body = Buffer.alloc(raw.size);
      await file.read(body, 0, raw.size, at);
      known = addExtension(known, raw, body);
      at += raw.size + paddingOf(raw.size);
      continue;
    }
    const header = applyExtensions(raw, known);
    known = {};
    const name = tidyPath(header.name);
    const member = memberOf(header, name, at);
    if (member) members.set(name, member);
    const size = member?.size ?? 0;
    if (at + size > total) throw cutShort(name);
    at += size + paddingOf(size);
  }
  return members;
}

/** Of what else an archive holds, directories and devices, a store knows nothing. */
function memberOf(header: ReturnType<typeof applyExtensions>, name: BytePath, offset: number): Member | undefined {
  const { flag, size, linkName } = header;
  if (flag === "0") return { offset, size };
  if (flag === "1") return { offset: 0, size: 0, target: tidyPath(linkName) };
  if (flag === "2") return { offset: 0, size: 0, target: besides(name, linkName) };
  return undefined;
}

const besides = (name: BytePath, target: BytePath): BytePath => posix.join(posix.dirname(name), target);

const cutShort = (name: BytePath) =>
  tarError("TAR_TRUNCATED", `The archive ends in the middle of "${name}": it is truncated. Make or fetch it again.`);

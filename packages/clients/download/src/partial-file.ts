import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, readFile, rm, writeFile } from "node:fs/promises";
import type { Algorithm } from "./checksum.js";

/** What is known of the bytes at an address. */
export interface Provenance {
  /** By these the server tells whether the file is still the same. */
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
  /** Of the whole. */
  readonly total?: number | undefined;
  /** Checksums that were asked for, and that the whole did not have. */
  readonly refuted?: readonly string[] | undefined;
}

/**
 * What has come of a download so far: `<base>.partial`, and where it is from: `<base>.json`. Both stay when the process ends, so
 * that the next one goes on. Whoever has one open holds the lock of `base`.
 */
export class PartialFile {
  readonly #base: string;
  readonly #file: FileHandle;
  readonly #algorithm: Algorithm | undefined;
  #hash: Hash | undefined;
  #hashed = 0;
  #size: number;
  #provenance: Provenance;

  private constructor(base: string, file: FileHandle, size: number, provenance: Provenance, algorithm?: Algorithm) {
    this.#base = base;
    this.#file = file;
    this.#size = size;
    this.#provenance = provenance;
    this.#algorithm = algorithm;
    this.#hash = algorithm && createHash(algorithm);
  }

  /** Without an algorithm it has no digest. */
  static async open(base: string, algorithm?: Algorithm): Promise<PartialFile> {
    const file = await open(`${base}.partial`, "a+");
    const { size } = await file.stat();
    return new PartialFile(base, file, size, await readProvenance(base), algorithm);
  }

  get path(): string {
    return `${this.#base}.partial`;
  }

  get size(): number {
    return this.#size;
  }

  get provenance(): Provenance {
    return this.#provenance;
  }

  get isWhole(): boolean {
    return this.#size > 0 && this.#size === this.#provenance.total;
  }

  /** Empties it. What follows comes from there. */
  async restart(provenance: Provenance): Promise<void> {
    await this.#file.truncate(0);
    this.#size = 0;
    this.#hashed = 0;
    this.#hash = this.#algorithm && createHash(this.#algorithm);
    await this.note(provenance);
  }

  async note(provenance: Provenance): Promise<void> {
    this.#provenance = provenance;
    await writeFile(`${this.#base}.json`, JSON.stringify(provenance));
  }

  async append(chunk: Buffer, signal: AbortSignal): Promise<void> {
    await this.#catchUp(signal);
    await this.#file.appendFile(chunk);
    this.#hash?.update(chunk);
    this.#size += chunk.length;
    this.#hashed = this.#size;
  }

  /** Of all of it. What came through `append` is not read again. */
  async digest(signal: AbortSignal): Promise<string | undefined> {
    await this.#catchUp(signal);
    return this.#hash?.copy().digest("hex");
  }

  /** Onto the disk. */
  sync(): Promise<void> {
    return this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#file.close();
    if (this.#size === 0) await rm(this.path, { force: true });
  }

  async #catchUp(signal: AbortSignal): Promise<void> {
    if (!this.#hash || this.#hashed === this.#size) return;
    await hashInto(this.#hash, this.path, this.#hashed, signal);
    this.#hashed = this.#size;
  }
}

/** Nothing where there is no such file, or one that was being written when its writer died. */
export async function readProvenance(base: string): Promise<Provenance> {
  try {
    return JSON.parse(await readFile(`${base}.json`, "utf8"));
  } catch {
    return {};
  }
}

async function hashInto(hash: Hash, path: string, start: number, signal: AbortSignal): Promise<void> {
  for await (const chunk of createReadStream(path, { start, highWaterMark: 1 << 20 })) {
    signal.throwIfAborted();
    hash.update(chunk as Buffer);
  }
}

export async function digestOfFile(path: string, algorithm: Algorithm, signal: AbortSignal): Promise<string> {
  const hash = createHash(algorithm);
  await hashInto(hash, path, 0, signal);
  return hash.digest("hex");
}

import { readdir, readlink, realpath, stat } from "node:fs/promises";
import { posix } from "node:path";
import { expandGlob } from "@ingot/client-glob";
import { type BuildContext, IngotError } from "@ingot/core/plugin";
import { flat, type Placing, partsOf } from "./disk-path.js";
import { type DiskDirectory, type DiskFile, earliest, emptyDirectory, putDirectory, putFile } from "./disk-tree.js";

/** Gathers what is to be on one disk. */
export class DiskContents {
  readonly root: DiskDirectory = emptyDirectory();
  readonly #run: BuildContext;
  readonly #latest: Date | undefined;

  constructor(run: BuildContext) {
    this.#run = run;
    this.#latest = sourceDate(run);
  }

  get isEmpty(): boolean {
    return this.root.entries.size === 0;
  }

  /** Local files and directories that `patterns` match. */
  async addPaths(field: string, patterns: readonly string[], place: Placing): Promise<void> {
    for (const pattern of patterns) {
      const paths = await expandGlob(pattern, this.#run.host);
      if (paths.length === 0) this.#run.warn(`${field}: nothing matches "${pattern}"`);
      for (const path of paths) await this.#add(path, "", place, []);
    }
  }

  addTexts(texts: Readonly<Record<string, string>>): void {
    const time = this.#timeOf(this.#latest ?? earliest);
    for (const [path, text] of Object.entries(texts)) {
      const content = Buffer.from(text);
      this.#put(path, { kind: "file", source: { content }, size: content.length, time, mode: 0o644 });
    }
  }

  async #add(top: string, inner: string, place: Placing, above: readonly string[]): Promise<void> {
    const path = this.#run.host.resolve(posix.join(top, inner));
    const found = await stat(path).catch(async (error) => {
      throw (await brokenLink(path)) ?? error;
    });
    if (found.isDirectory()) return this.#addDirectory(path, top, inner, place, above);
    if (!found.isFile()) throw notCopied(`"${path}" is neither a file nor a directory`);
    const { size, mtime, mode } = found;
    this.#put(place(top, inner), {
      kind: "file",
      source: { path },
      size,
      time: this.#timeOf(mtime),
      mode: mode & 0o777,
    });
  }

  async #addDirectory(path: string, top: string, inner: string, place: Placing, above: readonly string[]) {
    const real = await realpath(path);
    if (above.includes(real)) throw notCopied(`the links in "${path}" lead round in a circle`);
    if (place !== flat) putDirectory(this.root, partsOf(place(top, inner)));
    for (const name of (await readdir(path)).sort())
      await this.#add(top, posix.join(inner, name), place, [...above, real]);
  }

  #put(path: string, file: DiskFile): void {
    if (putFile(this.root, path, file))
      this.#run.warn(`Several files are to be "${path}" on the disk; the last one is`);
  }

  /** A build with a date of its own does not depend on when its files were checked out. */
  #timeOf(mtime: Date): Date {
    const latest = Math.min(mtime.getTime(), this.#latest?.getTime() ?? Number.POSITIVE_INFINITY);
    return new Date(Math.max(latest, earliest.getTime()));
  }
}

/** `SOURCE_DATE_EPOCH`, by which builds are made to repeat. */
function sourceDate({ host }: BuildContext): Date | undefined {
  const seconds = host.env.SOURCE_DATE_EPOCH ?? "";
  return /^\d{1,11}$/.test(seconds) ? new Date(Number(seconds) * 1000) : undefined;
}

/** As an error; undefined where `path` is no link. */
const brokenLink = (path: string): Promise<IngotError | undefined> =>
  readlink(path).then(
    (target) => notCopied(`the link "${path}" leads to "${target}", which is not there`),
    () => undefined,
  );

const notCopied = (what: string) =>
  new IngotError({ code: "DISK_FILE", source: "user", message: `Cannot make the disk: ${what}.` });

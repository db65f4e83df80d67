import { realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { IngotError } from "@ingot/core/plugin";
import { type ElfNeeds, readElfNeeds } from "./elf.js";
import { loaderDirectories } from "./loader-directories.js";

export interface Library {
  /** What programs ask for: "libc.so.6". */
  readonly name: string;
  /** Where this machine has it. */
  readonly path: string;
  /** Found by a program's own search path, so it must be found there in the image too. */
  readonly isOwn: boolean;
}

export interface Libraries {
  /** The loader's path, which is part of the program. Undefined for a static one. */
  readonly interpreter?: string;
  readonly libraries: readonly Library[];
}

/**
 * The loader and the shared libraries of a program, found as the loader finds them, without running anything.
 * Throws NOT_A_PROGRAM or LIBRARY_MISSING.
 */
export async function sharedLibraries(program: string): Promise<Libraries> {
  const first = await readElfNeeds(program);
  if (!first) throw notAProgram(program);
  const directories = await loaderDirectories(first.interpreter);
  const found = new Map<string, Library>();
  const pending: { path: string; needs: ElfNeeds }[] = [{ path: program, needs: first }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    for (const name of next.needs.needed) {
      if (found.has(name) || isLoader(name, first.interpreter)) continue;
      const library = await findLibrary(name, next.path, next.needs, directories);
      if (!library) throw libraryMissing(name, next.path);
      found.set(name, library);
      pending.push({ path: library.path, needs: (await readElfNeeds(library.path))! });
    }
  }
  const libraries = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { ...(first.interpreter && { interpreter: first.interpreter }), libraries };
}

/** musl's loader is its C library as well; glibc's is named as needed by some. */
const isLoader = (name: string, interpreter: string | undefined): boolean => interpreter?.endsWith(`/${name}`) ?? false;

async function findLibrary(
  name: string,
  wantedBy: string,
  { searchPath }: ElfNeeds,
  directories: readonly string[],
): Promise<Library | undefined> {
  if (name.includes("/")) return (await isElf(name)) ? { name, path: name, isOwn: true } : undefined;
  const origin = dirname(await realpath(wantedBy));
  const own = searchPath.map((path) => path.replace(/\$(ORIGIN|\{ORIGIN\})/g, origin));
  for (const [at, directory] of [...own, ...directories].entries()) {
    const path = join(directory, name);
    if (await isElf(path)) return { name, path, isOwn: at < own.length };
  }
  return undefined;
}

/** `libm.so` may be a text for the linker, and a directory may be of another processor's kind of word. */
async function isElf(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && (await readElfNeeds(path)) !== undefined;
}

const notAProgram = (path: string) =>
  new IngotError({
    code: "NOT_A_PROGRAM",
    source: "user",
    message: `${path} is not a program of the ELF kind (it may be a script), so it is not known which libraries it needs.`,
  });

const libraryMissing = (name: string, wantedBy: string) =>
  new IngotError({
    code: "LIBRARY_MISSING",
    source: "user",
    message: `${wantedBy} needs the shared library ${name}, which is in no directory where the loader would look.`,
  });

import { isUtf8 } from "node:buffer";
import { readFile, stat } from "node:fs/promises";
import { type Diagnostic, errorAt, Source } from "@ingot/hcl";
import type { Host } from "../host.js";
import { notReadable } from "./files.js";

/** What files that are read together may have, in bytes. Above this they are data, and their tree would fill the memory. */
export const largestTemplate = 16 * 1024 * 1024;

export interface ReadFiles {
  /** Of those that could be read, in the order given. */
  readonly sources: readonly Source[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads text files of the user's; whatever stands in the way is a diagnostic. Without `syntax` their names tell it. */
export async function readFiles(paths: readonly string[], host: Host, syntax?: Source["syntax"]): Promise<ReadFiles> {
  const read: ReadFile[] = [];
  let room = largestTemplate;
  for (const path of paths) {
    const file = await readSourceFile(path, host, { room, syntax });
    room -= file.size;
    read.push(file);
  }
  return {
    sources: read.flatMap(({ source }) => source ?? []),
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  };
}

/** A text that stands in no file; what begins as an object in JSON is JSON. */
export function readText(name: string, text: string, syntax?: Source["syntax"]): ReadFiles {
  const bytes = Buffer.from(text);
  const written = syntax ?? (/^\s*\{/.test(text) ? "json" : "native");
  const { source, diagnostics } = textOf(name, bytes.length > largestTemplate ? undefined : bytes, written);
  return { sources: source ? [source] : [], diagnostics };
}

interface ReadFile {
  readonly source: Source | undefined;
  readonly size: number;
  readonly diagnostics: readonly Diagnostic[];
}

interface Reading {
  /** In bytes. */
  readonly room: number;
  readonly syntax: Source["syntax"] | undefined;
}

async function readSourceFile(path: string, host: Host, { room, syntax }: Reading): Promise<ReadFile> {
  try {
    return textOf(path, await readBounded(host.resolve(path), room), syntax);
  } catch (error) {
    return { source: undefined, size: 0, diagnostics: [notReadable(path, error)] };
  }
}

/** Undefined when there is more than `room` for. */
async function readBounded(path: string, room: number): Promise<Buffer | undefined> {
  const found = await stat(path);
  if (!found.isFile() && !found.isDirectory()) throw new Error("it is neither a file nor a folder");
  return found.size > room ? undefined : readFile(path);
}

function textOf(path: string, bytes: Buffer | undefined, syntax: Source["syntax"] | undefined): ReadFile {
  if (!bytes) return refused(path, "Template too large", `makes the template larger than ${limit}`, tooLargeAdvice);
  if (bytes.includes(0)) {
    return refused(path, "Not a text file", "holds a NUL byte, as programs and archives do", textAdvice);
  }
  if (!isUtf8(bytes)) return refused(path, "Not UTF-8", `is not UTF-8 at line ${firstBadLine(bytes)}`, textAdvice);
  return { source: new Source(path, new TextDecoder().decode(bytes), syntax), size: bytes.length, diagnostics: [] };
}

const limit = `${largestTemplate >> 20} MiB, which is the most that Ingot reads`;
const tooLargeAdvice = "Keep large texts in files of their own, and read those with file() or a provisioner.";
const textAdvice = "Save it as UTF-8 text.";

function refused(path: string, summary: string, what: string, advice: string): ReadFile {
  return { source: undefined, size: 0, diagnostics: [errorAt(undefined, summary, `"${path}" ${what}. ${advice}`)] };
}

/** No byte of a longer character is a line feed, so each line can be judged alone. */
function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; ; line++) {
    const end = bytes.indexOf(10, start);
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}

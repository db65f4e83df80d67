import { isUtf8 } from "node:buffer";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Host } from "@ingot/core";

export interface Formattable {
  /** As the user would write it. */
  readonly name: string;
  /** Absolute; undefined for standard input. */
  readonly path: string | undefined;
  readonly text: string;
}

export interface Unformattable {
  /** Why, as a sentence. */
  readonly problem: string;
}

const isHcl = (name: string): boolean => name.endsWith(".pkr.hcl") || name.endsWith(".pkrvars.hcl");

/** Editors' leavings: dot-files, `name~`, `#name#`. */
const isIgnored = (name: string): boolean => name.startsWith(".") || name.endsWith("~") || /^#.*#$/.test(name);

/** The HCL files at `path`: the file itself, or a folder's, in lexical order. One that cannot be read does not stop the others. */
export async function findFormattable(
  path: string,
  host: Host,
  recursive: boolean,
): Promise<readonly (Formattable | Unformattable)[]> {
  try {
    const absolute = host.resolve(path);
    const isFolder = (await stat(absolute)).isDirectory();
    if (!isFolder && !isHcl(basename(path))) {
      return [{ problem: `The file ${path} is not an HCL file: its name must end in .pkr.hcl or .pkrvars.hcl.` }];
    }
    const names = isFolder ? await listFolder(absolute, recursive) : [""];
    return await Promise.all(names.map((name) => readFormattable(join(path, name), host)));
  } catch (error) {
    return [await notRead(path, error)];
  }
}

async function readFormattable(name: string, host: Host): Promise<Formattable | Unformattable> {
  const path = host.resolve(name);
  try {
    const bytes = await readFile(path);
    if (isUtf8(bytes)) return { name, path, text: bytes.toString("utf8") };
    return { problem: `${name} is not UTF-8 text, and was left as it is.` }; // decoding would lose what it holds
  } catch (error) {
    return notRead(name, error);
  }
}

async function notRead(name: string, error: unknown): Promise<Unformattable> {
  const { fileReasonOf } = await import("@ingot/core");
  return { problem: `${name} could not be read: ${fileReasonOf(error)}` };
}

async function listFolder(folder: string, recursive: boolean): Promise<string[]> {
  const names: string[] = [];
  for (const entry of (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (isIgnored(entry.name)) continue;
    if (entry.isFile() && isHcl(entry.name)) names.push(entry.name);
    if (entry.isDirectory() && recursive) {
      names.push(...(await listFolder(join(folder, entry.name), true)).map((name) => join(entry.name, name)));
    }
  }
  return names;
}

import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { defineDataSource, IngotError } from "@ingot/core/plugin";
import * as z from "zod";
import { listFiles } from "./list-files.js";

/** Of a file that becomes a value of a template. */
const mostBytes = 16 * 1024 * 1024;

const output = z.object({
  path: z.string().describe("The absolute path."),
  size: z.number().describe("The file's size in bytes; 0 for a folder."),
  content: z.string().nullable().describe("The file's text; null where it is not UTF-8, and for a folder."),
  content_base64: z.string().nullable().describe("The file's bytes in base64; null for a folder."),
  sha256: z.string().nullable().describe("The SHA-256 of the file's bytes in hexadecimal; null for a folder."),
  files: z
    .array(z.string())
    .describe("The files in the folder whose paths match the pattern, relative to it and sorted; empty for a file."),
});

type Output = z.infer<typeof output>;

export const fileDataSource = defineDataSource({
  type: "file",
  description: "Reads a file of at most 16 MiB, or lists the files in a folder.",
  config: z.object({
    path: z
      .string()
      .min(1, "The path is empty. Name a file or a folder.")
      .describe("A file or a folder; a relative path starts at the working directory."),
    pattern: z
      .string()
      .default("*")
      .describe("Which files of a folder to list; `*` stands for a part of a name, `**` for any number of folders."),
  }),
  output,
  // What the file system refuses is told by whoever reads.
  read: async ({ path, pattern }, { host, signal }) => {
    const absolute = host.resolve(path);
    const found = await stat(absolute);
    if (found.isDirectory()) return folderOutput(absolute, await listFiles(absolute, pattern, signal));
    if (!found.isFile()) throw unreadable(path, "it is neither a file nor a folder");
    if (found.size > mostBytes) throw unreadable(path, `it is larger than ${mostBytes >> 20} MiB`);
    return fileOutput(absolute, await readFile(absolute, { signal }));
  },
});

const folderOutput = (path: string, files: readonly string[]): Output => ({
  ...{ path, size: 0, content: null, content_base64: null, sha256: null },
  files: [...files],
});

const fileOutput = (path: string, bytes: Buffer): Output => ({
  path,
  size: bytes.length,
  content: isUtf8(bytes) ? bytes.toString("utf8") : null,
  content_base64: bytes.toString("base64"),
  sha256: createHash("sha256").update(bytes).digest("hex"),
  files: [],
});

const unreadable = (path: string, reason: string): IngotError =>
  new IngotError({ code: "FILE_UNREADABLE", source: "user", message: `"${path}" cannot be read: ${reason}.` });

import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, normalize } from "node:path";
import { type Diagnostic, errorAt } from "@ingot/hcl";
import { fileReasonOf, isMisspelt } from "../file-error.js";
import type { Host } from "../host.js";

/** Which files a path stands for. Paths are as the user would write them; the host resolves them. */
export interface TemplateFiles {
  readonly templates: readonly string[];
  /** `*.auto.pkrvars.hcl`, then `*.auto.pkrvars.json`; only a folder has them. */
  readonly autoVariables: readonly string[];
  /** `path.root`: the folder as given, or the file's. */
  readonly root: string;
  /** Undefined where the name of a single file leaves it open. */
  readonly language: "hcl2" | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * A `.pkr.hcl` or `.pkr.json` file; or a folder: all its `.pkr.hcl` files in lexical order, then all its `.pkr.json`
 * files, not those of folders within. What another JSON file is only its content can tell, so that is given too.
 */
export async function findTemplateFiles(path: string, host: Host): Promise<TemplateFiles> {
  if (path === "") return nothing(path, emptyPath); // not the current folder: a variable of the shell's was not set
  try {
    const found = await stat(host.resolve(path));
    if (found.isDirectory()) return folderFiles(path, await readdir(host.resolve(path)));
    return found.isFile() ? singleFile(path) : nothing(path, notAFile(path));
  } catch (error) {
    return nothing(path, unreachable(path, host.resolve(path), error));
  }
}

/** A template that stands in no file. */
export const noFiles: TemplateFiles = {
  templates: [],
  autoVariables: [],
  root: ".",
  language: undefined,
  diagnostics: [],
};

const nothing = (path: string, problem: Diagnostic): TemplateFiles => ({
  templates: [],
  autoVariables: [],
  root: rootOf(path),
  language: undefined,
  diagnostics: [problem],
});

const rootOf = (path: string) => dirname(normalize(path)).replaceAll("\\", "/");

function singleFile(path: string): TemplateFiles {
  const language = /\.pkr\.(?:hcl|json)$/.test(path) ? "hcl2" : undefined;
  return { templates: [path], autoVariables: [], root: rootOf(path), language, diagnostics: [] };
}

function folderFiles(folder: string, unsorted: readonly string[]): TemplateFiles {
  const names = [...unsorted].sort();
  const ending = (end: string) => names.filter((name) => name.endsWith(end)).map((name) => join(folder, name));
  const templates = [...ending(".pkr.hcl"), ...ending(".pkr.json")];
  return {
    templates,
    autoVariables: [...ending(".auto.pkrvars.hcl"), ...ending(".auto.pkrvars.json")],
    root: folder.replaceAll("\\", "/"),
    language: "hcl2",
    diagnostics: templates.length > 0 ? [] : [emptyFolder(folder, names)],
  };
}

function emptyFolder(folder: string, names: readonly string[]): Diagnostic {
  const almost = names.find((name) => name.endsWith(".hcl") && !name.endsWith(".pkrvars.hcl"));
  const advice = almost
    ? `It holds "${almost}"; rename that to "${almost.replace(/\.hcl$/, ".pkr.hcl")}" if it is a template.`
    : "Give the path of a template, or of a folder that holds one. Folders within are not searched.";
  return errorAt(
    undefined,
    "No template in the folder",
    `No file in "${folder}" has a name ending in .pkr.hcl or .pkr.json. ${advice}`,
  );
}

export function notATemplateName(path: string): Diagnostic {
  const name = basename(path).replace(/(\.pkr)?(\.hcl)?$/, ".pkr.hcl");
  const detail = `The name of a template must end in .pkr.hcl or .pkr.json, and "${path}" does not. If it is one, rename it to "${name}".`;
  return errorAt(undefined, "Not a template's name", detail);
}

function notAFile(path: string): Diagnostic {
  const detail = `"${path}" is neither a file nor a folder. Give the path of a .pkr.hcl or .pkr.json file, or of a folder that holds some.`;
  return errorAt(undefined, "Not a file", detail);
}

const emptyPath = errorAt(
  undefined,
  "Template not found",
  'The template\'s path is empty. Give the path of a .pkr.hcl or .pkr.json file, or of a folder that holds some, such as ".".',
);

function unreachable(path: string, absolute: string, error: unknown): Diagnostic {
  const { code } = error as NodeJS.ErrnoException;
  if ((code === "ENOENT" || code === "ENOTDIR") && !isMisspelt(error as NodeJS.ErrnoException)) {
    const detail = `There is no file or folder "${path}" (that is, ${absolute}). Give the path of a .pkr.hcl or .pkr.json file, or of a folder that holds some.`;
    return errorAt(undefined, "Template not found", detail);
  }
  return notReadable(path, error);
}

/** What the system said, in words that say what to do about a template. */
export function notReadable(path: string, error: unknown): Diagnostic {
  const { code } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    EACCES: "you do not have the permission. Change its mode, or run as a user who may read it.",
    EISDIR: "it is a folder. Give the path of a file.",
    ENOENT: "it does not exist. Check the path; relative paths start at the current directory.",
  };
  const known = isMisspelt(error as NodeJS.ErrnoException) ? undefined : reasons[code ?? ""];
  const reason = known ?? fileReasonOf(error);
  return errorAt(undefined, "File not readable", `"${path}" cannot be read: ${reason}`);
}

import { isAbsolute, posix, resolve } from "node:path";
import { FunctionError, type HclFunction } from "../evaluate/scope.js";
import { reasonOf } from "../reason.js";
import { textOf } from "../value/content.js";
import { set } from "../value/sets.js";
import { boolType, setType, stringType } from "../value/type.js";
import { bool, string, type Value } from "../value/value.js";
import { define, text, textFunction } from "./define.js";
import type { FunctionHost } from "./function-host.js";
import { globMatcher } from "./glob.js";
import { baseName, cleanPath, directoryName, expandHome } from "./go-path.js";
import { decodeUtf8 } from "./utf8.js";

/** The path with `~` expanded, and made absolute from `base`. */
export function locate(host: FunctionHost, path: string, base: string): string {
  const expanded = expandHome(path, host.home);
  if (expanded === undefined) throw new FunctionError("only one's own home directory can be written as ~", 0);
  return isAbsolute(expanded) ? cleanPath(expanded) : resolve(base, expanded);
}

function readBytes(host: FunctionHost, path: string, base: string): Uint8Array {
  const absolute = locate(host, path, base);
  const kind = host.kindOf(absolute);
  if (kind === undefined) throw new FunctionError(`there is no file at ${absolute}`, 0);
  if (kind === "directory") throw new FunctionError(`${absolute} is a directory, not a file`, 0);
  try {
    return host.readFile(absolute);
  } catch (error) {
    throw new FunctionError(`the file ${absolute} cannot be read: ${reasonOf(error)}`, 0);
  }
}

export function readText(host: FunctionHost, path: string): string {
  return decodeUtf8(readBytes(host, path, host.baseDirectory), 0, `the file ${path}`);
}

function fileExists(host: FunctionHost, path: string): boolean {
  const absolute = locate(host, path, host.baseDirectory);
  const kind = host.kindOf(absolute);
  if (kind === "file" || kind === undefined) return kind === "file";
  throw new FunctionError(
    `${absolute} is ${kind === "directory" ? "a directory" : "neither a file nor a directory"}`,
    0,
  );
}

function fileSet(host: FunctionHost, [directory, pattern]: readonly Value[]): Value {
  const root = locate(host, textOf(directory), host.baseDirectory);
  const matches = globMatcher(posix.normalize(textOf(pattern)));
  const found = host.kindOf(root) === "directory" ? host.listFiles(root).filter(matches) : [];
  return set(stringType, found.map(string));
}

export const filesystemFunctions = (host: FunctionHost): readonly HclFunction[] => [
  textFunction("abspath", ["path"], "The absolute path, from the working directory.", (path) =>
    resolve(host.cwd, path),
  ),
  textFunction("basename", ["path"], "The last part of a path.", baseName),
  textFunction("dirname", ["path"], "A path without its last part.", directoryName),
  textFunction("pathexpand", ["path"], "The path with the home directory in the place of a leading ~.", (path) => {
    const expanded = expandHome(path, host.home);
    if (expanded === undefined) throw new FunctionError("only one's own home directory can be written as ~", 0);
    return expanded;
  }),
  textFunction("file", ["path"], "The text of a file, whose path starts from the template's directory.", (path) =>
    readText(host, path),
  ),
  textFunction(
    "filebase64",
    ["path"],
    "The bytes of a file in base64; its path starts from the working directory.",
    (path) => Buffer.from(readBytes(host, path, host.cwd)).toString("base64"),
  ),
  define({
    name: "fileexists",
    description: "Whether there is a file at a path, which starts from the template's directory.",
    parameters: [text("path")],
    returns: boolType,
    call: ([path]) => bool(fileExists(host, textOf(path))),
  }),
  define({
    name: "fileset",
    description: "The files below a directory whose relative paths match a pattern such as **/*.sh.",
    parameters: [text("path"), text("pattern")],
    returns: setType(stringType),
    call: (args) => fileSet(host, args),
  }),
];

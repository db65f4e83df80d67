/**
 * Names in an image are bytes, not text: a layer may hold names that are no UTF-8. Inside this package a path is a
 * string of which each character is one byte (latin1), so that comparing strings compares bytes and nothing is lost.
 */
export type BytePath = string;

/** The bytes of a text, as a path. */
export const bytePath = (text: string): BytePath => Buffer.from(text, "utf8").toString("latin1");

/** For `fs`: a path whose bytes are exactly those of `path`. */
export const pathBuffer = (path: BytePath): Buffer => Buffer.from(path, "latin1");

/** For people: UTF-8 where it is, and `?` where it is not; line breaks never reach a terminal. */
export function shownPath(path: BytePath): string {
  return pathBuffer(path)
    .toString("utf8")
    .replace(/[\x00-\x1f\x7f\ufffd]/g, "?");
}

export const joinPath = (directory: BytePath, name: BytePath): BytePath =>
  directory === "" ? name : `${directory}/${name}`;

export function parentPath(path: BytePath): BytePath {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

export const baseName = (path: BytePath): BytePath => path.slice(path.lastIndexOf("/") + 1);

/** Where a file is written until it is whole: beside its place, under a name that no name is too long for. */
export const partialPath = (path: BytePath): BytePath =>
  joinPath(parentPath(path), `.${baseName(path).slice(0, 100)}.ingot-partial`);

/** Without leading, trailing and double slashes and single dots; `..` is kept. The root is "". */
export function tidyPath(path: BytePath): BytePath {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

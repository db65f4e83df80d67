import { isIdentifier } from "../syntax/identifier.js";
import { EditError } from "./edit-error.js";

/** `for` as a first key would begin a `for` expression. */
export const writtenKey = (key: string): string => (isIdentifier(key) && key !== "for" ? key : quoted(key));

const escapes: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["${", "$${"],
  ["%{", "%%{"],
]);

/** A quoted string that means exactly `text`. */
export function quoted(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new EditError("The text holds half a surrogate pair, which no file can hold.");
  const escaped = text.replace(
    /[$%]\{|["\\]|[\p{Cc}\u2028\u2029\ufeff]/gu,
    (found) => escapes.get(found) ?? codePoint(found),
  );
  return `"${escaped}"`;
}

const codePoint = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

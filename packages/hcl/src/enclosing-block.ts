import type { SourceRange } from "./source.js";
import { Scanner } from "./syntax/scanner.js";

/** Beyond this offset the answer is not worth its price: everything before the subject must be read. */
const furthest = 1_000_000;

/**
 * The header of the block around the subject, as it is written: `source "null" "a"`. It is found by tokens alone; in JSON
 * no header is written.
 */
export function enclosingBlock({ source, start }: SourceRange): string | undefined {
  if (start > furthest || source.name.endsWith(".json")) return undefined;
  const scanner = new Scanner(source.text, { as: "body" });
  const headers: (string | undefined)[] = [];
  let itemStart = -1;
  for (scanner.advance(); scanner.kind !== "end" && scanner.start < start; scanner.advance()) {
    headers.length = Math.min(headers.length, scanner.frames.length - 1);
    if (scanner.kind === "newline") {
      itemStart = -1;
      leaveBrokenString(scanner);
    } else if (itemStart === -1) itemStart = scanner.start;
    if (scanner.frame.start !== scanner.start || scanner.frames.length < 2) continue;
    const header = source.text.slice(itemStart, scanner.start).trim();
    headers.push(scanner.kind === "{" && isHeader(header) ? header : undefined);
  }
  headers.length = Math.min(headers.length, scanner.frames.length - 1);
  return headers.findLast((header) => header !== undefined);
}

/** A string without an end ends with its line, so that what follows is not taken for text. */
function leaveBrokenString({ frame, frames }: Scanner): void {
  if (frame.opener === "quote") frames.length = frames.findIndex(({ opener }) => opener === "quote");
}

function isHeader(text: string): boolean {
  return (
    text.length < 200 &&
    /^[\p{ID_Start}_][\p{ID_Continue}-]*([ \t]+("[^"\n]*"|[\p{ID_Start}_][\p{ID_Continue}-]*))*$/u.test(text)
  );
}

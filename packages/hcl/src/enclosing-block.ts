import { lastAtOrBefore } from "./last-at-or-before.js";
import type { Source, SourceRange } from "./source.js";
import { Scanner } from "./syntax/scanner.js";

/** Beyond this offset the answer is not worth its price: everything before the subject must be read. */
const furthest = 1_000_000;

const longestHeader = 200;

/** From which offset on which block's header is the innermost one. */
interface Outline {
  readonly starts: number[];
  readonly headers: (string | undefined)[];
}

/** A file with many mistakes is read once. */
const outlines = new WeakMap<Source, Outline>();

/**
 * The header of the block around the subject, as it is written: `source "null" "a"`; in JSON the way to it, `source.null.a`.
 * It is found by tokens alone.
 */
export function enclosingBlock({ source, start }: SourceRange): string | undefined {
  if (start > furthest) return undefined;
  const outline = outlines.get(source) ?? (source.syntax === "json" ? readJsonOutline(source) : readOutline(source));
  outlines.set(source, outline);
  return outline.headers[lastAtOrBefore(outline.starts, start)];
}

function readOutline({ text }: Source): Outline {
  const scanner = new Scanner(text, { as: "body" });
  const outline: Outline = { starts: [0], headers: [undefined] };
  const open: (string | undefined)[] = [];
  let itemStart = -1;
  for (let behind = 0; behind <= furthest; behind = scanner.start + 1) {
    scanner.advance();
    open.length = Math.min(open.length, scanner.frames.length - 1);
    note(outline, behind, open.at(-1));
    if (scanner.kind === "end") break;
    if (scanner.kind === "newline") {
      itemStart = -1;
      leaveBrokenString(scanner);
    } else if (itemStart === -1) itemStart = scanner.start;
    if (opensFrame(scanner)) open.push(headerOf(scanner, text.slice(itemStart, scanner.start)) ?? open.at(-1));
  }
  return outline;
}

/** Strings, with the colon that makes a name of one, and brackets. */
const jsonTokens = /"((?:[^"\\\n]|\\.)*)"(\s*:)?|[{}[\]]/g;

function readJsonOutline({ text }: Source): Outline {
  const outline: Outline = { starts: [0], headers: [undefined] };
  const open: (string | undefined)[] = [];
  let name: string | undefined;
  for (const { 0: token, 1: string, 2: colon, index } of text.matchAll(jsonTokens)) {
    if (index > furthest) break;
    if (token === "{" || token === "[") {
      open.push(within(open.at(-1), name));
      note(outline, index + 1, open.at(-1));
    } else if (token === "}" || token === "]") {
      open.pop();
      note(outline, index + 1, open.at(-1));
    }
    name = colon ? string : undefined;
  }
  return outline;
}

/** The way to what `name` holds; what is in a list has no name of its own. */
function within(outer: string | undefined, name: string | undefined): string | undefined {
  if (name === undefined) return outer;
  const way = outer === undefined ? name : `${outer}.${name}`;
  return way.length < longestHeader ? way : outer;
}

const opensFrame = ({ frame, frames, start }: Scanner) => frame.start === start && frames.length > 1;

function note({ starts, headers }: Outline, start: number, header: string | undefined): void {
  if (headers.at(-1) === header) return;
  starts.push(start);
  headers.push(header);
}

/** A string without an end ends with its line, so that what follows is not taken for text. */
function leaveBrokenString(scanner: Scanner): void {
  if (scanner.frame.opener === "quote") scanner.leave(scanner.frames.findIndex(({ opener }) => opener === "quote"));
}

function headerOf({ kind }: Scanner, written: string): string | undefined {
  const header = written.trim();
  return kind === "{" && isHeader(header) ? header : undefined;
}

function isHeader(text: string): boolean {
  return (
    text.length < longestHeader &&
    /^[\p{ID_Start}_][\p{ID_Continue}-]*([ \t]+("[^"\n]*"|[\p{ID_Start}_][\p{ID_Continue}-]*))*$/u.test(text)
  );
}

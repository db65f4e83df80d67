import { type Diagnostic, errorAt } from "../diagnostic.js";
import { spacesEnd } from "./blanks.js";
import { codeAt, codes, nameLength } from "./characters.js";
import { type Cursor, maximumProblems } from "./cursor.js";

/** Where a body item begins, and how much is open there. */
export interface ItemPlace {
  readonly start: number;
  readonly frames: number;
}

/** How much is open around the item that begins with the current token. */
export function framesAround({ scanner, start }: Cursor): number {
  // An opening bracket as the first token has already opened a frame of its own.
  const opened = scanner.frame.start === start && scanner.frames.length > 1 ? 1 : 0;
  return scanner.frames.length - opened;
}

/** Records a problem. After too many the rest of the file is left unread, and after a second that only shows a limit of ours. */
export function report(cursor: Cursor, diagnostic: Diagnostic): void {
  const isRepeated = diagnostic.isOwnLimit && cursor.diagnostics.some(({ isOwnLimit }) => isOwnLimit);
  if (isRepeated) leaveUnread(cursor);
  else cursor.diagnostics.push(diagnostic);
  if (isRepeated || cursor.diagnostics.length !== maximumProblems) return;
  const detail = `The file has ${maximumProblems} syntax errors or more; what follows was not read. Mend these first.`;
  cursor.diagnostics.push(errorAt(diagnostic.subject, "Too many syntax errors", detail));
  leaveUnread(cursor);
}

const leaveUnread = ({ scanner }: Cursor): void => scanner.restart(scanner.text.length, 1);

/**
 * After an error: goes to where the next body item begins, or to the brace that ends the enclosing body. It goes by
 * brackets as long as they match. Where they do not, it goes by indentation: the next line that stands no deeper than the
 * broken item. It always consumes something.
 */
export function skipToNextItem(cursor: Cursor, item: ItemPlace): void {
  const { scanner } = cursor;
  const failure = scanner.start;
  const next = itemStart(cursor, item);
  if (next !== undefined) scanner.restart(next, item.frames);
  else if (!cursor.bracketsMatch || !skipByBrackets(cursor, item)) {
    if (cursor.at("end")) cursor.bracketsMatch = false;
    skipByIndentation(cursor, item, failure);
  }
}

/**
 * Where another item begins on the line of the failure, which means that the broken one lacks a closing bracket. What did
 * not fit is then the first word of its line, or the "=" after it.
 */
function itemStart(cursor: Cursor, item: ItemPlace): number | undefined {
  const { text, start, frames, frame } = cursor.scanner;
  if (frames.length <= item.frames || frame.opener === "{" || frame.opener === "{for") return undefined;
  const first = spacesEnd(text, lineStart(text, start));
  if (first <= item.start || columnAt(text, first) > columnAt(text, item.start)) return undefined;
  const after = spacesEnd(text, first + nameLength(text, first));
  const fits = start === first || (start === after && cursor.at("="));
  return fits && looksLikeItem(text, first) ? first : undefined;
}

/** Up to the newline that ends the item; false where brackets do not match, so that counting them misleads. */
function skipByBrackets(cursor: Cursor, item: ItemPlace): boolean {
  const { scanner } = cursor;
  for (;;) {
    const open = scanner.frames.length;
    switch (cursor.kind) {
      case "end":
        return open <= item.frames;
      case "newline":
        if (scanner.frame.opener === "quote") leaveString(cursor, item);
        if (scanner.frames.length > item.frames) break;
        if (reachesItem(cursor, item)) return true;
        continue;
      case "}":
        if (open < item.frames) return true;
        if (scanner.misplaced) return false;
        break;
      case ")":
      case "]":
        if (scanner.misplaced) return false;
        break;
    }
    cursor.advance();
  }
}

/**
 * Past newlines, and whether an item can begin there. A line that begins otherwise goes on with what is broken, and so does
 * one that is further in and does not look like an item.
 */
function reachesItem(cursor: Cursor, item: ItemPlace): boolean {
  cursor.skipNewlines();
  if (!cursor.at("name")) return cursor.at("}") || cursor.at("end");
  const { text, start } = cursor.scanner;
  return columnAt(text, start) <= columnAt(text, item.start) || looksLikeItem(text, start);
}

/** A name and what follows it in an argument or in the header of a block. */
export function looksLikeItem(text: string, start: number): boolean {
  const length = nameLength(text, start);
  const after = spacesEnd(text, start + length);
  return length > 0 && /^(=[^=>]|\{|"|[\p{ID_Start}_])/u.test(text.slice(after, after + 3));
}

/** A string may not hold a newline: it ends here, with all that its interpolations have opened. */
function leaveString(cursor: Cursor, item: ItemPlace): void {
  const { scanner } = cursor;
  const { frames } = scanner;
  const first = Math.min(item.frames, frames.length - 1); // what is broken may have closed what the item stands in
  const outermost = frames.findIndex(
    ({ opener }, index) => index >= first && (opener === "quote" || opener === "heredoc"),
  );
  scanner.leave(frames[outermost]?.opener === "heredoc" ? outermost + 1 : outermost);
}

/** To the first line that begins with a name at most as far in as the broken item, or with a brace further out. */
function skipByIndentation(cursor: Cursor, item: ItemPlace, failure: number): void {
  const { scanner } = cursor;
  const { text } = scanner;
  const column = columnAt(text, item.start);
  let line = columnOf(text, failure) >= 0 && failure > item.start ? failure : text.indexOf("\n", failure) + 1;
  while (line > 0) {
    const start = spacesEnd(text, line);
    if (resumes(text, start, column, item)) break;
    line = text.indexOf("\n", start) + 1;
  }
  scanner.restart(line > 0 ? spacesEnd(text, line) : text.length, item.frames);
}

function resumes(text: string, start: number, column: number, item: ItemPlace): boolean {
  const own = columnAt(text, start);
  if (text[start] === "}") return item.frames > 1 && (own < column || column === 0);
  return own <= column && nameLength(text, start) > 0;
}

/** The width of the indentation before `at`; -1 where anything else stands before it on its line. */
function columnOf(text: string, at: number): number {
  const start = lineStart(text, at);
  return spacesEnd(text, start) >= at ? at - start : -1;
}

function columnAt(text: string, at: number): number {
  const start = lineStart(text, at);
  return Math.min(spacesEnd(text, start), at) - start;
}

function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && codeAt(text, start - 1) !== codes.newline) start--; // lines are short, and lastIndexOf costs a call
  return start;
}

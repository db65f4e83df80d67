import { displayWidth, visible } from "./display-width.js";
import type { Source, SourceRange } from "./source.js";

/** A line of source as it is shown, and the columns that are marked in it. `gap` stands for lines left out. */
export type SnippetLine =
  | { readonly number: number; readonly text: string; readonly marks: string }
  | { readonly gap: true };

const tabStop = 4;
const mostLines = 6;

/** The lines of `subject`, each marked where it is meant, under the first line of `context` where that is another. */
export function snippet(subject: SourceRange, context: SourceRange | undefined, width: number): SnippetLine[] {
  const { source } = subject;
  const first = source.position(subject.start).line;
  const last = source.position(lastOffset(subject)).line;
  const lines: SnippetLine[] = [];
  const opening = context && context.source === source ? source.position(context.start).line : first;
  if (opening < first) {
    lines.push(shownLine(source, opening, undefined, width));
    if (opening < first - 1) lines.push({ gap: true });
  }
  for (let line = first; line <= last; line++) {
    if (last - first >= mostLines && line === first + mostLines - 2) {
      lines.push({ gap: true });
      line = last;
    }
    lines.push(shownLine(source, line, subject, width));
  }
  return lines;
}

/** The offset of the subject's last character; a newline at its end does not drag in another line. */
function lastOffset({ source, start, end }: SourceRange): number {
  let last = Math.max(start, end - 1);
  if (last > start && source.text[last] === "\n") last--;
  return last;
}

function shownLine(source: Source, line: number, subject: SourceRange | undefined, width: number): SnippetLine {
  const lineStart = source.lineStarts[line - 1]!;
  const lineEnd = endOfLine(source, line);
  const from = subject ? Math.min(Math.max(subject.start, lineStart), lineEnd) : lineEnd;
  const to = subject ? Math.min(Math.max(subject.end, from), lineEnd) : lineEnd;
  const window = visiblePart(source.text, lineStart, lineEnd, subject ? from : lineStart, width);
  const shown = layOut(source.text, window, from, to, subject !== undefined);
  const before = window.start > lineStart ? "…" : "";
  const after = window.end < lineEnd ? "…" : "";
  return {
    number: line,
    text: before + shown.text + after,
    marks: (shown.marks === "" ? "" : " ".repeat(before.length)) + shown.marks,
  };
}

function endOfLine({ text, lineStarts }: Source, line: number): number {
  let end = line < lineStarts.length ? lineStarts[line]! - 1 : text.length;
  if (end > lineStarts[line - 1]! && text[end - 1] === "\r") end--;
  return end;
}

/** A stretch of at most `width` columns, with the subject's beginning in its first half, that cuts no character in two. */
function visiblePart(text: string, lineStart: number, lineEnd: number, from: number, width: number) {
  if (endAfter(text, lineStart, lineEnd, width) === lineEnd) return { start: lineStart, end: lineEnd };
  const beforeSubject = startBefore(text, lineStart, from, Math.floor(width / 3));
  const start = Math.min(beforeSubject, startBefore(text, lineStart, lineEnd, width));
  return { start, end: endAfter(text, start, lineEnd, width) };
}

/** How far `columns` reach to the right. */
function endAfter(text: string, start: number, lineEnd: number, columns: number): number {
  let at = start;
  for (let left = columns; at < lineEnd; ) {
    const character = String.fromCodePoint(text.codePointAt(at)!);
    left -= columnsOf(character);
    if (left < 0) break;
    at += character.length;
  }
  return at;
}

/** How far `columns` reach to the left. */
function startBefore(text: string, lineStart: number, end: number, columns: number): number {
  let at = end;
  for (let left = columns; at > lineStart; ) {
    const length = at - 2 >= lineStart && isPair(text, at - 2) ? 2 : 1;
    left -= columnsOf(text.slice(at - length, at));
    if (left < 0) break;
    at -= length;
  }
  return at;
}

const isPair = (text: string, at: number): boolean => text.codePointAt(at)! > 0xffff;

/** At most; a tab may take fewer. */
const columnsOf = (character: string): number => (character === "\t" ? tabStop : displayWidth(visible(character)));

/** Tabs become spaces, and a caret stands under each column between `from` and `to`, one at least. */
function layOut(text: string, window: { start: number; end: number }, from: number, to: number, marked: boolean) {
  let shown = "";
  let column = 0;
  let marks = "";
  let at = window.start;
  for (const character of text.slice(window.start, window.end)) {
    const picture = character === "\t" ? " ".repeat(tabStop - (column % tabStop)) : visible(character);
    const width = character === "\t" ? picture.length : displayWidth(picture);
    shown += picture;
    marks += (at >= from && at < to ? "^" : " ").repeat(width);
    column += width;
    at += character.length;
  }
  if (marked && from === to && to <= window.end) marks = `${marks.slice(0, widthBefore(text, window.start, from))}^`;
  return { text: shown, marks: marked ? marks.trimEnd() : "" };
}

function widthBefore(text: string, start: number, end: number): number {
  let column = 0;
  for (const character of text.slice(start, end)) {
    column += character === "\t" ? tabStop - (column % tabStop) : displayWidth(visible(character));
  }
  return column;
}

import { replacement, type Span } from "./concealed-text.js";
import { displayWidth, textWidth, visible } from "./display-width.js";
import { lastSuch } from "./last-at-or-before.js";
import type { Source, SourceRange } from "./source.js";

/** A line of source as it is shown, and the columns that are marked in it. `gap` stands for lines left out. */
export type SnippetLine =
  | { readonly number: number; readonly text: string; readonly marks: string }
  | { readonly gap: true };

export interface SnippetOptions {
  /** The line on which it begins is shown as well. */
  readonly context?: SourceRange | undefined;
  /** Columns; longer lines are cut. */
  readonly width: number;
  /** The stretches of the source that must not be shown, ascending. They are hidden before anything is cut. */
  readonly hidden?: readonly Span[];
}

const tabStop = 4;
const mostLines = 6;

/** The lines of `subject`, each marked where it is meant, under the first line of `context` where that is another. */
export function snippet(subject: SourceRange, { context, width, hidden = [] }: SnippetOptions): SnippetLine[] {
  const { source } = subject;
  const first = source.position(subject.start).line;
  const last = source.position(lastOffset(subject)).line;
  const lines: SnippetLine[] = [];
  const opening = context && context.source === source ? source.position(context.start).line : first;
  const show = (line: number, marked?: SourceRange) =>
    lines.push(shownLine(lineOf(source, line, hidden), marked, width));
  if (opening < first) {
    show(opening);
    if (opening < first - 1) lines.push({ gap: true });
  }
  for (let line = first; line <= last; line++) {
    if (last - first >= mostLines && line === first + mostLines - 2) {
      lines.push({ gap: true });
      line = last;
    }
    show(line, subject);
  }
  return lines;
}

/** The offset of the subject's last character; a newline at its end does not drag in another line. */
function lastOffset({ source, start, end }: SourceRange): number {
  let last = Math.max(start, end - 1);
  if (last > start && source.text[last] === "\n") last--;
  return last;
}

interface Line {
  readonly number: number;
  readonly text: string;
  /** Of the line within the text. */
  readonly start: number;
  readonly end: number;
  readonly hidden: readonly Span[];
}

/** What is shown as one: a character, or a secret. */
interface Glyph {
  readonly start: number;
  readonly end: number;
  readonly picture: string;
  /** At most; a tab may take fewer. */
  readonly columns: number;
}

function lineOf({ text, lineStarts }: Source, number: number, hidden: readonly Span[]): Line {
  const start = lineStarts[number - 1]!;
  let end = number < lineStarts.length ? lineStarts[number]! - 1 : text.length;
  if (end > start && text[end - 1] === "\r") end--;
  return { number, text, start, end, hidden };
}

function shownLine(line: Line, subject: SourceRange | undefined, width: number): SnippetLine {
  const from = subject ? Math.min(Math.max(subject.start, line.start), line.end) : line.end;
  const to = subject ? Math.min(Math.max(subject.end, from), line.end) : line.end;
  const window = visiblePart(line, subject ? from : line.start, width);
  const shown = layOut(line, window, from, to, subject !== undefined);
  const before = window.start > line.start ? "…" : "";
  const after = window.end < line.end ? "…" : "";
  return {
    number: line.number,
    text: before + shown.text + after,
    marks: (shown.marks === "" ? "" : " ".repeat(before.length)) + shown.marks,
  };
}

/** A stretch of at most `width` columns, with the subject's beginning in its first half, that cuts no glyph in two. */
function visiblePart(line: Line, from: number, width: number) {
  if (endAfter(line, line.start, width) === line.end) return { start: line.start, end: line.end };
  const room = from < line.end ? width - glyphAt(line, from).columns : width;
  const beforeSubject = startBefore(line, from, Math.max(0, Math.min(Math.floor(width / 3), room)));
  const start = Math.min(beforeSubject, startBefore(line, line.end, width));
  return { start, end: endAfter(line, start, width) };
}

/** How far `columns` reach to the right. */
function endAfter(line: Line, start: number, columns: number): number {
  let at = start;
  for (let left = columns; at < line.end; ) {
    const glyph = glyphAt(line, at);
    left -= glyph.columns;
    if (left < 0) break;
    at = glyph.end;
  }
  return at;
}

/** How far `columns` reach to the left. */
function startBefore(line: Line, end: number, columns: number): number {
  let at = secretAt(line, end)?.start ?? end;
  for (let left = columns; at > line.start; ) {
    const glyph = glyphAt(line, at - (at - 2 >= line.start && isPair(line.text, at - 2) ? 2 : 1));
    left -= glyph.columns;
    if (left < 0) break;
    at = glyph.start;
  }
  return at;
}

const isPair = (text: string, at: number): boolean => text.codePointAt(at)! > 0xffff;

function glyphAt(line: Line, at: number): Glyph {
  const secret = secretAt(line, at);
  if (secret) return secret;
  const character = String.fromCodePoint(line.text.codePointAt(at)!);
  const picture = character === "\t" ? character : visible(character);
  const columns = character === "\t" ? tabStop : displayWidth(picture);
  return { start: at, end: at + character.length, picture, columns };
}

/** The part of a secret on this line that the character at `at` belongs to. */
function secretAt({ hidden, start, end }: Line, at: number): Glyph | undefined {
  const span = hidden[lastSuch(hidden.length, (index) => hidden[index]![0] <= at)];
  if (!span || at < span[0] || at >= span[1]) return undefined;
  const within = { start: Math.max(span[0], start), end: Math.min(span[1], end) };
  return { ...within, picture: replacement, columns: textWidth(replacement) };
}

/** Tabs become spaces, and a caret stands under each column between `from` and `to`, one at least. */
function layOut(line: Line, window: { start: number; end: number }, from: number, to: number, marked: boolean) {
  let shown = "";
  let column = 0;
  let marks = "";
  let place = from === window.start ? 0 : undefined;
  for (let at = window.start; at < window.end; ) {
    const { start, end, picture, columns } = glyphAt(line, at);
    const text = picture === "\t" ? " ".repeat(tabStop - (column % tabStop)) : picture;
    const width = picture === "\t" ? text.length : columns;
    if (start <= from && from < end) place = column;
    shown += text;
    marks += (start < to && end > from ? "^" : " ").repeat(width);
    column += width;
    at = end;
    if (at === from) place = column;
  }
  if (marked && from === to && place !== undefined) marks = `${" ".repeat(place)}^`;
  return { text: shown, marks: marked ? marks.trimEnd() : "" };
}

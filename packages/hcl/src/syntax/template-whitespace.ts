import { isSpace } from "./characters.js";
import type { Purpose } from "./maker.js";
import type { TemplatePiece, TextPiece } from "./template-piece.js";

/** Applies the whitespace rules, and makes one piece of the lines of text that follow one another; `text` is what they were read from. */
export function layOut<P extends Purpose>(
  pieces: TemplatePiece<P>[],
  indented: boolean,
  text: string,
): readonly TemplatePiece<P>[] {
  if (pieces.length === 1 && !indented) return pieces;
  applyStripMarkers(pieces);
  if (indented) removeIndentation(pieces);
  return joinLines(pieces, text);
}

function joinLines<P extends Purpose>(pieces: readonly TemplatePiece<P>[], text: string): readonly TemplatePiece<P>[] {
  const joined: TemplatePiece<P>[] = [];
  let lines: TextPiece[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === "marked") joined.push(piece);
    else if (lines.push(piece) && pieces[index + 1]?.kind !== "text") {
      joined.push(lines.length === 1 ? piece : joinedText(lines, text));
      lines = [];
    }
  }
  return joined;
}

/** One string, rather than a tree of the lines' strings; decoding and stripping only ever shorten a text. */
function joinedText(lines: readonly TextPiece[], text: string): TextPiece {
  const { start } = lines[0]!;
  const { end } = lines.at(-1)!;
  const isVerbatim = lines.every((line) => line.text.length === line.end - line.start);
  return {
    kind: "text",
    text: isVerbatim ? text.slice(start, end) : lines.map((line) => line.text).join(""),
    start,
    end,
  };
}

/**
 * `~` takes the whitespace off the text beside it. In text that is not quoted, a piece ends with its line, so the
 * marker reaches up to the end of the line and no further: the next line keeps its indentation.
 */
function applyStripMarkers(pieces: readonly TemplatePiece[]): void {
  pieces.forEach((piece, index) => {
    if (piece.kind !== "marked") return;
    const before = pieces[index - 1];
    const after = pieces[index + 1];
    if (piece.stripsBefore && before?.kind === "text")
      before.text = before.text.slice(0, trailingSpaceStart(before.text));
    if (piece.stripsAfter && after?.kind === "text") after.text = after.text.slice(leadingSpaceEnd(after.text));
  });
}

/** `<<-`: takes off every line the indentation that all lines share; blank lines neither count nor change. */
function removeIndentation(pieces: readonly TemplatePiece[]): void {
  const indented: TextPiece[] = [];
  let shared = Number.POSITIVE_INFINITY;
  let atLineStart = true;
  for (const piece of pieces) {
    if (atLineStart && !isBlankLine(piece)) {
      shared = Math.min(shared, indentation(piece));
      if (piece.kind === "text") indented.push(piece);
    }
    atLineStart = piece.kind === "text" && piece.text.endsWith("\n");
  }
  for (const piece of indented) piece.text = piece.text.slice(shared);
}

function isBlankLine(piece: TemplatePiece): boolean {
  return piece.kind === "text" && piece.text.endsWith("\n") && leadingSpaceEnd(piece.text) === piece.text.length;
}

function indentation(piece: TemplatePiece): number {
  return piece.kind === "text" ? leadingSpaceEnd(piece.text) : 0;
}

function leadingSpaceEnd(text: string): number {
  let end = 0;
  while (end < text.length && isSpace(text.charCodeAt(end))) end++;
  return end;
}

function trailingSpaceStart(text: string): number {
  let start = text.length;
  while (start > 0 && isSpace(text.charCodeAt(start - 1))) start--;
  return start;
}

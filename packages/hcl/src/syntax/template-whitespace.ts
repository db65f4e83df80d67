import { isSpace } from "./characters.js";
import type { TemplatePiece, TextPiece } from "./template-parser.js";

/**
 * `~` takes the whitespace off the text beside it. In text that is not quoted, a piece ends with its line, so the
 * marker reaches up to the end of the line and no further: the next line keeps its indentation.
 */
export function applyStripMarkers(pieces: readonly TemplatePiece[]): void {
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
export function removeIndentation(pieces: readonly TemplatePiece[]): void {
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

import type { TemplatePart } from "./ast.js";
import type { Cursor } from "./cursor.js";
import type { Made, Purpose } from "./maker.js";
import type { Content, MarkedPiece, TemplatePiece } from "./template-piece.js";

/** A directive whose end has not come yet. */
interface OpenDirective<P extends Purpose = Purpose> {
  readonly piece: MarkedPiece<P>;
  readonly content: Extract<Content<P>, { is: "if" | "for" }>;
  /** What it holds so far; after `else`, `parts` holds the second half. */
  parts: Made<P, TemplatePart>[];
  beforeElse: Made<P, TemplatePart>[] | undefined;
}

/** Parts : ( text | interpolation | if … ( else … )? endif | for … endfor )* -- with its own stack, so depth is no danger. */
export function nestParts<P extends Purpose>(
  cursor: Cursor<P>,
  pieces: readonly TemplatePiece<P>[],
): readonly Made<P, TemplatePart>[] {
  const { make } = cursor;
  const all: Made<P, TemplatePart>[] = [];
  const open: OpenDirective<P>[] = [];
  for (const piece of pieces) {
    const innermost = open.at(-1);
    const parts = innermost?.parts ?? all;
    if (piece.kind === "text") parts.push(make.text(cursor, piece));
    else if (piece.content.is === "interpolation")
      parts.push(make.interpolation(cursor, piece.start, piece.end, piece.content.expression));
    else if (piece.content.is === "if" || piece.content.is === "for") {
      open.push({ piece, content: piece.content, parts: [], beforeElse: undefined });
    } else if (piece.content.is === "else") beginElse(cursor, piece, innermost);
    else {
      const closed = close(cursor, piece, piece.content.is, open.pop());
      (open.at(-1)?.parts ?? all).push(closed);
    }
  }
  const unclosed = open.at(-1);
  if (unclosed) failUnclosed(cursor, unclosed);
  return all;
}

function beginElse(cursor: Cursor, piece: MarkedPiece, open: OpenDirective | undefined): void {
  if (open?.content.is !== "if" || open.beforeElse) {
    failUnbalanced(cursor, piece, "else", open, open?.beforeElse ? "already has an else" : "takes no else");
  }
  open.beforeElse = open.parts;
  open.parts = [];
}

function close<P extends Purpose>(
  cursor: Cursor<P>,
  piece: MarkedPiece<P>,
  word: string,
  open: OpenDirective<P> | undefined,
): Made<P, TemplatePart> {
  if (!open || `end${open.content.is}` !== word) {
    failUnbalanced(cursor, piece, word, open, `ends with end${open?.content.is}`);
  }
  const { parts, beforeElse, content } = open;
  const { start } = open.piece;
  if (content.is === "for") return cursor.make.templateFor(cursor, start, piece.end, content, parts);
  return cursor.make.templateIf(
    cursor,
    start,
    piece.end,
    content.condition,
    beforeElse ?? parts,
    beforeElse ? parts : [],
  );
}

function failUnbalanced(
  cursor: Cursor,
  { start, end }: MarkedPiece,
  word: string,
  open: OpenDirective | undefined,
  instead: string,
): never {
  const range = cursor.range(start, end);
  const detail = open
    ? `"${word}" does not fit here: the "${open.content.is}" on ${cursor.lineOf(open.piece.start)} ${instead}.`
    : `"${word}" does not fit here: no directive is open.`;
  cursor.fail(range, "Unbalanced template directive", detail);
}

function failUnclosed(cursor: Cursor, { piece, content }: OpenDirective): never {
  cursor.fail(
    cursor.range(piece.start, piece.end),
    "Unclosed template directive",
    `This "${content.is}" has no end. Close it with "%{ end${content.is} }" in the same template.`,
  );
}

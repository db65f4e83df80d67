import type { TemplatePart } from "./ast.js";
import type { Cursor } from "./cursor.js";
import type { Made, MadeList, Purpose } from "./maker.js";
import type { Content, MarkedPiece, TemplatePiece } from "./template-piece.js";

/** A directive whose end has not come yet. */
interface OpenDirective<P extends Purpose = Purpose> {
  readonly piece: MarkedPiece<P>;
  readonly content: Extract<Content<P>, { is: "if" | "for" }>;
  /** What it holds so far; after `else`, `parts` holds the second half. */
  parts: MadeList<P, TemplatePart>;
  beforeElse: MadeList<P, TemplatePart> | undefined;
}

/** Parts : ( text | interpolation | if … ( else … )? endif | for … endfor )* -- with its own stack, so depth is no danger. */
export function nestParts<P extends Purpose>(
  cursor: Cursor<P>,
  pieces: readonly TemplatePiece<P>[],
): MadeList<P, TemplatePart> {
  const { make } = cursor;
  let all: MadeList<P, TemplatePart> = make.list();
  const open: OpenDirective<P>[] = [];
  for (const piece of pieces) {
    const part = partOf(cursor, piece, open);
    if (part === undefined) continue;
    const innermost = open.at(-1);
    if (innermost) innermost.parts = make.add(innermost.parts, part);
    else all = make.add(all, part);
  }
  const unclosed = open.at(-1);
  if (unclosed) failUnclosed(cursor, unclosed);
  return all;
}

/** The part that is complete with `piece`, if any. */
function partOf<P extends Purpose>(
  cursor: Cursor<P>,
  piece: TemplatePiece<P>,
  open: OpenDirective<P>[],
): Made<P, TemplatePart> | undefined {
  if (piece.kind === "text") return cursor.make.text(cursor, piece);
  const { content, start, end } = piece;
  switch (content.is) {
    case "interpolation":
      return cursor.make.interpolation(cursor, start, end, content.expression);
    case "if":
    case "for":
      open.push({ piece, content, parts: cursor.make.list(), beforeElse: undefined });
      return undefined;
    case "else":
      beginElse(cursor, piece, open.at(-1));
      return undefined;
    default:
      return close(cursor, piece, content.is, open.pop());
  }
}

function beginElse<P extends Purpose>(
  cursor: Cursor<P>,
  piece: MarkedPiece<P>,
  open: OpenDirective<P> | undefined,
): undefined {
  if (open?.content.is !== "if" || open.beforeElse !== undefined) {
    const instead = open?.content.is === "if" ? "already has an else" : "takes no else";
    return failUnbalanced(cursor, piece, "else", open, instead);
  }
  open.beforeElse = open.parts;
  open.parts = cursor.make.list();
}

function close<P extends Purpose>(
  cursor: Cursor<P>,
  piece: MarkedPiece<P>,
  word: string,
  open: OpenDirective<P> | undefined,
): Made<P, TemplatePart> | undefined {
  if (!open || `end${open.content.is}` !== word) {
    failUnbalanced(cursor, piece, word, open, `ends with end${open?.content.is}`);
    return undefined;
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
    beforeElse !== undefined ? parts : cursor.make.list(),
  );
}

function failUnbalanced(
  cursor: Cursor,
  { start, end }: MarkedPiece,
  word: string,
  open: OpenDirective | undefined,
  instead: string,
): undefined {
  const range = cursor.range(start, end);
  const detail = open
    ? `"${word}" does not fit here: the "${open.content.is}" on ${cursor.lineOf(open.piece.start)} ${instead}.`
    : `"${word}" does not fit here: no directive is open.`;
  cursor.fail(range, "Unbalanced template directive", detail);
}

function failUnclosed(cursor: Cursor, { piece, content }: OpenDirective): undefined {
  cursor.fail(
    cursor.range(piece.start, piece.end),
    "Unclosed template directive",
    `This "${content.is}" has no end. Close it with "%{ end${content.is} }" in the same template.`,
  );
}

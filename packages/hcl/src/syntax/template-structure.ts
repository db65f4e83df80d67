import type { TemplatePart } from "./ast.js";
import type { Cursor } from "./cursor.js";
import { InterpolationNode, TextNode } from "./nodes.js";
import type { Content, MarkedPiece, TemplatePiece } from "./template-parser.js";

/** A directive whose end has not come yet. */
interface OpenDirective {
  readonly piece: MarkedPiece;
  readonly content: Extract<Content, { is: "if" | "for" }>;
  /** What it holds so far; after `else`, `parts` holds the second half. */
  parts: TemplatePart[];
  beforeElse: TemplatePart[] | undefined;
}

/** Parts : ( text | interpolation | if … ( else … )? endif | for … endfor )* -- with its own stack, so depth is no danger. */
export function nestParts(cursor: Cursor, pieces: readonly TemplatePiece[]): TemplatePart[] {
  const all: TemplatePart[] = [];
  const open: OpenDirective[] = [];
  for (const piece of pieces) {
    const innermost = open.at(-1);
    const parts = innermost?.parts ?? all;
    if (piece.kind === "text") parts.push(new TextNode(cursor, piece.start, piece.end, piece.text));
    else if (piece.content.is === "interpolation")
      parts.push(new InterpolationNode(cursor, piece.start, piece.end, piece.content.expression));
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
  return all.slice(); // without the room that a growing array keeps
}

function beginElse(cursor: Cursor, piece: MarkedPiece, open: OpenDirective | undefined): void {
  if (open?.content.is !== "if" || open.beforeElse) {
    failUnbalanced(cursor, piece, "else", open, open?.beforeElse ? "already has an else" : "takes no else");
  }
  open.beforeElse = open.parts;
  open.parts = [];
}

function close(cursor: Cursor, piece: MarkedPiece, word: string, open: OpenDirective | undefined): TemplatePart {
  if (!open || `end${open.content.is}` !== word) {
    failUnbalanced(cursor, piece, word, open, `ends with end${open?.content.is}`);
  }
  const range = cursor.range(open.piece.start, piece.end);
  if (open.content.is === "if") {
    const { condition } = open.content;
    const [whenTrue, whenFalse] = open.beforeElse ? [open.beforeElse, open.parts] : [open.parts, []];
    return { kind: "template-if", condition, whenTrue: whenTrue.slice(), whenFalse: whenFalse.slice(), range };
  }
  const { keyName, valueName, collection } = open.content;
  return { kind: "template-for", keyName, valueName, collection, parts: open.parts.slice(), range };
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

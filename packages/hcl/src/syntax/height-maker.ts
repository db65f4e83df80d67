import type { Maker } from "./maker.js";
import type { TextPiece } from "./template-piece.js";
import { checkEscapes } from "./template-text.js";

/** Nodes without children, names among them. */
const leaf = 1;

const over = (one: number, other: number = leaf): number => 1 + Math.max(one, other);

const someText: TextPiece = { kind: "text", text: "", start: 0, end: 0 };

/**
 * Makes nothing but the height of what would be made: chains such as `a + b + c` and `a.b.c` nest without any bracket, so the
 * parser never recurses in them, but all that walks a tree does.
 */
export const heightMaker: Maker<"check"> = {
  list: () => 0,
  add: (highest, height) => Math.max(highest, height),

  missing: () => leaf,
  literal: () => leaf,
  named: () => leaf,
  attribute: (_cursor, _start, object) => over(object),
  index: (_cursor, _start, collection, key) => over(collection, key),
  splat: (_cursor, _start, _form, collection, each) => over(collection, each),
  splatItem: () => leaf,
  call: (_cursor, _start, _name, items) => over(items),
  conditional: (_cursor, _start, condition, whenTrue, whenFalse) => 1 + Math.max(condition, whenTrue, whenFalse),
  binary: (_cursor, _start, _operator, left, right) => over(left, right),
  unary: (_cursor, _start, _operator, operand) => over(operand),
  parentheses: (_cursor, _start, expression) => over(expression),
  tuple: (_cursor, _start, items) => 1 + items,
  object: (_cursor, _start, items) => 1 + items,
  objectItem: (_cursor, _start, key, value) => over(key, value),
  objectKey: (_cursor, _start, key) => key,
  for: (_cursor, _start, { collection, key = 0, value, condition = 0 }) =>
    over(Math.max(collection, key, value, condition)),

  plainString: () => over(leaf),
  template: (_cursor, _start, _end, _form, parts) => 1 + parts,
  addText: (cursor, pieces, quoted) => {
    if (quoted && cursor.scanner.escaped) checkEscapes(cursor, cursor.text(), cursor.start);
    if (pieces.length === 0) pieces.push(someText); // one leaf is as high as many
  },
  layOut: (_cursor, pieces) => pieces,
  text: () => leaf,
  interpolation: (_cursor, _start, _end, expression) => over(expression),
  templateIf: (_cursor, _start, _end, condition, whenTrue, whenFalse) => 1 + Math.max(condition, whenTrue, whenFalse),
  templateFor: (_cursor, _start, _end, { collection }, parts) => over(collection, parts),
};

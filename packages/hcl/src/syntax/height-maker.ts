import type { Maker } from "./maker.js";
import type { TextPiece } from "./template-piece.js";

/** Nodes without children, names among them. */
const leaf = 1;

const over = (one: number, other: number = leaf): number => 1 + Math.max(one, other);

function highest(heights: readonly number[]): number {
  let found = 0;
  for (const height of heights) if (height > found) found = height;
  return found;
}

const someText: TextPiece = { kind: "text", text: "", start: 0, end: 0 };

/**
 * Makes nothing but the height of what would be made: chains such as `a + b + c` and `a.b.c` nest without any bracket, so the
 * parser never recurses in them, but all that walks a tree does.
 */
export const heightMaker: Maker<"check"> = {
  literal: () => leaf,
  named: () => leaf,
  attribute: (_cursor, _start, object) => over(object),
  index: (_cursor, _start, collection, key) => over(collection, key),
  splat: (_cursor, _start, _form, collection, each) => over(collection, each),
  splatItem: () => leaf,
  call: (_cursor, _start, _name, items) => over(highest(items)),
  conditional: (_cursor, _start, condition, whenTrue, whenFalse) => 1 + Math.max(condition, whenTrue, whenFalse),
  binary: (_cursor, _start, _operator, left, right) => over(left, right),
  unary: (_cursor, _start, _operator, operand) => over(operand),
  parentheses: (_cursor, _start, expression) => over(expression),
  tuple: (_cursor, _start, items) => 1 + highest(items),
  object: (_cursor, _start, items) => 1 + highest(items),
  objectItem: (_cursor, _start, key, value) => over(key, value),
  objectKey: (_cursor, _start, key) => key,
  for: (_cursor, _start, { collection, key = 0, value, condition = 0 }) =>
    over(Math.max(collection, key, value, condition)),

  plainString: () => over(leaf),
  template: (_cursor, _start, _end, _form, parts) => 1 + highest(parts),
  textPiece: () => someText,
  layOut: (_cursor, pieces) => pieces,
  text: () => leaf,
  interpolation: (_cursor, _start, _end, expression) => over(expression),
  templateIf: (_cursor, _start, _end, condition, whenTrue, whenFalse) =>
    1 + Math.max(condition, highest(whenTrue), highest(whenFalse)),
  templateFor: (_cursor, _start, _end, { collection }, parts) => over(collection, highest(parts)),
};

import { bool, Value } from "../value/value.js";
import type { Cursor } from "./cursor.js";
import type { Maker } from "./maker.js";
import {
  BinaryNode,
  FunctionCallNode,
  GetAttributeNode,
  IndexNode,
  InterpolationNode,
  LiteralNode,
  ObjectItemNode,
  ObjectKeyNode,
  ObjectNode,
  PlainStringNode,
  TemplateNode,
  TextNode,
  TupleNode,
  VariableNode,
} from "./nodes.js";
import { decodeEscapes, decodeMarkers } from "./template-text.js";
import { layOut } from "./template-whitespace.js";

function decodedText(cursor: Cursor, quoted: boolean): string {
  const text = cursor.text();
  if (!cursor.scanner.escaped) return text;
  return quoted ? decodeEscapes(cursor, text, cursor.start) : decodeMarkers(text);
}

/** Makes the nodes. Lists are copied, since an array that has grown keeps room that nothing will fill. */
export const treeMaker: Maker<"tree"> = {
  list: () => [],
  add: (list, item) => {
    list.push(item);
    return list;
  },

  missing: (cursor) => new LiteralNode(cursor, cursor.start, Value.unknown()),
  literal: (cursor, start, value) => new LiteralNode(cursor, start, value),
  named: (cursor, start) => {
    const name = cursor.nameFrom(start);
    if (name === "true" || name === "false") return new LiteralNode(cursor, start, bool(name === "true"));
    return name === "null" ? new LiteralNode(cursor, start, Value.null()) : new VariableNode(cursor, start, name);
  },
  attribute: (cursor, start, object, nameStart) =>
    new GetAttributeNode(cursor, start, object, cursor.nameFrom(nameStart), nameStart),
  index: (cursor, start, collection, key) => new IndexNode(cursor, start, collection, key),
  splat: (cursor, start, form, collection, each) => ({
    kind: "splat",
    form,
    collection,
    each,
    range: cursor.range(start),
  }),
  splatItem: (cursor, start) => ({ kind: "splat-item", range: cursor.range(start) }),
  call: (cursor, start, name, items, expandFinal) =>
    new FunctionCallNode(cursor, start, name, items.slice(), expandFinal),
  conditional: (cursor, start, condition, whenTrue, whenFalse) => ({
    kind: "conditional",
    condition,
    whenTrue,
    whenFalse,
    range: cursor.range(start),
  }),
  binary: (cursor, start, operator, left, right) => new BinaryNode(cursor, start, operator, left, right),
  unary: (cursor, start, operator, operand) => ({ kind: "unary", operator, operand, range: cursor.range(start) }),
  parentheses: (cursor, start, expression) => ({ kind: "parentheses", expression, range: cursor.range(start) }),
  tuple: (cursor, start, items) => new TupleNode(cursor, start, items.slice()),
  object: (cursor, start, items) => new ObjectNode(cursor, start, items.slice()),
  objectItem: (cursor, start, key, value) => new ObjectItemNode(cursor, start, key, value),
  objectKey: (cursor, start, key) => {
    if (key.kind === "variable") return new ObjectKeyNode(cursor, start, key.name);
    return key.kind === "literal" ? new ObjectKeyNode(cursor, start, cursor.textFrom(start)) : key;
  },
  for: (cursor, start, clauses) => ({ kind: "for", ...clauses, range: cursor.range(start) }),

  plainString: (cursor, start) => new PlainStringNode(cursor, start),
  template: (cursor, start, end, form, parts) => new TemplateNode(cursor, start, end, form, parts.slice()),
  addText: (cursor, pieces, quoted) => {
    const { start, end } = cursor.scanner;
    pieces.push({ kind: "text", text: decodedText(cursor, quoted), start, end });
  },
  layOut: (cursor, pieces, indented) => layOut(pieces, indented, cursor.scanner.text),
  text: (cursor, { start, end, text }) => new TextNode(cursor, start, end, text),
  interpolation: (cursor, start, end, expression) => new InterpolationNode(cursor, start, end, expression),
  templateIf: (cursor, start, end, condition, whenTrue, whenFalse) => ({
    kind: "template-if",
    condition,
    whenTrue: whenTrue.slice(),
    whenFalse: whenFalse.slice(),
    range: cursor.range(start, end),
  }),
  templateFor: (cursor, start, end, { keyName, valueName, collection }, parts) => ({
    kind: "template-for",
    keyName,
    valueName,
    collection,
    parts: parts.slice(),
    range: cursor.range(start, end),
  }),
};

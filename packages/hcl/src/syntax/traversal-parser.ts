import type { Expression, Splat } from "./ast.js";
import type { Cursor } from "./cursor.js";
import { GetAttributeNode, IndexNode } from "./nodes.js";
import { numberLiteral } from "./number-literal.js";
import { shorten } from "./shorten.js";

/** Everything that may follow a value, which begins at `start`: attributes, indexes and splats. */
export function parseTraversals(cursor: Cursor, start: number, operand: Expression): Expression {
  let result = operand;
  for (;;) {
    if (cursor.at(".")) result = parseDot(cursor, start, result);
    else if (cursor.at("[")) result = parseBrackets(cursor, start, result);
    else return result;
  }
}

/** "." ( Name | Number | "*" ) */
function parseDot(cursor: Cursor, start: number, object: Expression): Expression {
  const dot = cursor.start;
  cursor.advance();
  if (cursor.at("*")) return parseAttributeSplat(cursor, start, object, dot);
  return parseMember(cursor, start, object);
}

/** Name | Number, after a dot; the number is the legacy form of an index. */
function parseMember(cursor: Cursor, start: number, object: Expression): Expression {
  if (cursor.at("number")) {
    refuseLegacyChain(cursor);
    return new IndexNode(cursor, start, object, numberLiteral(cursor));
  }
  if (!cursor.at("name")) {
    cursor.unexpected(
      "Attribute name expected",
      `The name of an attribute must follow a dot; found ${cursor.describe()}.`,
    );
  }
  const nameStart = cursor.start;
  return new GetAttributeNode(cursor, start, object, cursor.takeName(), nameStart);
}

function refuseLegacyChain(cursor: Cursor): void {
  const digits = cursor.text();
  if (!digits.includes(".")) return;
  const indexes = shorten(digits)
    .split(".")
    .map((index) => `[${index}]`);
  cursor.unexpected(
    "Invalid index",
    `"${shorten(digits)}" reads as a number with a fraction. Write several indexes in brackets: ${indexes.join("")}.`,
  );
}

/** "*" ( "." ( Name | Number ) )*: what follows in brackets applies to the splat's result. */
function parseAttributeSplat(cursor: Cursor, start: number, collection: Expression, dot: number): Splat {
  cursor.advance();
  let each: Expression = { kind: "splat-item", range: cursor.range(dot) };
  while (cursor.eat(".")) {
    if (cursor.at("*")) {
      cursor.unexpected(
        "Nested splat",
        `".*" cannot stand within another ".*". Write "[*]", which may be nested.`,
        cursor.range(start),
      );
    }
    each = parseMember(cursor, dot, each);
  }
  return { kind: "splat", form: "attribute", collection, each, range: cursor.range(start) };
}

/** "[" ( "*" "]" traversal* | Expression "]" ) */
function parseBrackets(cursor: Cursor, start: number, collection: Expression): Expression {
  const open = cursor.start;
  cursor.advance();
  if (cursor.at("*")) return parseFullSplat(cursor, start, collection, open);
  const key = cursor.expression();
  if (!cursor.eat("]")) {
    cursor.unexpected(
      "Unclosed index",
      `An index must be closed with "]" here; found ${cursor.describe()}.`,
      cursor.range(open, open + 1),
    );
  }
  return new IndexNode(cursor, start, collection, key);
}

function parseFullSplat(cursor: Cursor, start: number, collection: Expression, open: number): Splat {
  cursor.advance();
  if (!cursor.eat("]")) {
    cursor.unexpected("Unclosed index", `"]" must follow "[*" at once; found ${cursor.describe()}.`);
  }
  cursor.enter();
  const each = parseTraversals(cursor, open, { kind: "splat-item", range: cursor.range(open) });
  cursor.leave();
  return { kind: "splat", form: "full", collection, each, range: cursor.range(start) };
}

import type { Expression, Splat } from "./ast.js";
import type { Cursor } from "./cursor.js";
import { numberLiteral } from "./number-literal.js";
import { shorten } from "./shorten.js";

/** Everything that may follow a value: attributes, indexes and splats. */
export function parseTraversals(cursor: Cursor, operand: Expression): Expression {
  let result = operand;
  for (;;) {
    if (cursor.at(".")) result = parseDot(cursor, result);
    else if (cursor.at("[")) result = parseBrackets(cursor, result);
    else return result;
  }
}

/** "." ( Name | Number | "*" ) */
function parseDot(cursor: Cursor, object: Expression): Expression {
  const dot = cursor.start;
  cursor.advance();
  if (cursor.at("*")) return parseAttributeSplat(cursor, object, dot);
  return parseMember(cursor, object);
}

/** Name | Number, after a dot; the number is the legacy form of an index. */
function parseMember(cursor: Cursor, object: Expression): Expression {
  if (cursor.at("number")) {
    refuseLegacyChain(cursor);
    const key = numberLiteral(cursor);
    return { kind: "index", collection: object, key, range: cursor.rangeFrom(object.range) };
  }
  if (!cursor.at("name")) {
    cursor.unexpected(
      "Attribute name expected",
      `The name of an attribute must follow a dot; found ${cursor.describe()}.`,
    );
  }
  const name = cursor.parseName();
  return { kind: "get-attribute", object, name, range: cursor.rangeFrom(object.range) };
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
function parseAttributeSplat(cursor: Cursor, collection: Expression, dot: number): Splat {
  cursor.advance();
  let each: Expression = { kind: "splat-item", range: cursor.range(dot) };
  while (cursor.eat(".")) {
    if (cursor.at("*")) {
      cursor.unexpected(
        "Nested splat",
        `".*" cannot stand within another ".*". Write "[*]", which may be nested.`,
        cursor.rangeFrom(collection.range),
      );
    }
    each = parseMember(cursor, each);
  }
  return { kind: "splat", form: "attribute", collection, each, range: cursor.rangeFrom(collection.range) };
}

/** "[" ( "*" "]" traversal* | Expression "]" ) */
function parseBrackets(cursor: Cursor, collection: Expression): Expression {
  const open = cursor.start;
  cursor.advance();
  if (cursor.at("*")) return parseFullSplat(cursor, collection, open);
  const key = cursor.expression();
  if (!cursor.eat("]")) {
    cursor.unexpected(
      "Unclosed index",
      `An index must be closed with "]" here; found ${cursor.describe()}.`,
      cursor.range(open, open + 1),
    );
  }
  return { kind: "index", collection, key, range: cursor.rangeFrom(collection.range) };
}

function parseFullSplat(cursor: Cursor, collection: Expression, open: number): Splat {
  cursor.advance();
  if (!cursor.eat("]")) {
    cursor.unexpected("Unclosed index", `"]" must follow "[*" at once; found ${cursor.describe()}.`);
  }
  cursor.enter();
  const each = parseTraversals(cursor, { kind: "splat-item", range: cursor.range(open) });
  cursor.leave();
  return { kind: "splat", form: "full", collection, each, range: cursor.rangeFrom(collection.range) };
}

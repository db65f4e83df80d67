import type { Expression } from "./ast.js";
import type { Cursor } from "./cursor.js";
import type { Made, Purpose } from "./maker.js";
import { numberLiteral } from "./number-literal.js";
import { shorten } from "./shorten.js";

/** Everything that may follow a value, which begins at `start`: attributes, indexes and splats. */
export function parseTraversals<P extends Purpose>(
  cursor: Cursor<P>,
  start: number,
  operand: Made<P, Expression>,
): Made<P, Expression> {
  let result = operand;
  for (;;) {
    if (cursor.at(".")) result = parseDot(cursor, start, result);
    else if (cursor.at("[")) result = parseBrackets(cursor, start, result);
    else return result;
  }
}

/** "." ( Name | Number | "*" ) */
function parseDot<P extends Purpose>(
  cursor: Cursor<P>,
  start: number,
  object: Made<P, Expression>,
): Made<P, Expression> {
  const dot = cursor.start;
  cursor.advance();
  if (cursor.at("*")) return parseAttributeSplat(cursor, start, object, dot);
  return parseMember(cursor, start, object);
}

/** Name | Number, after a dot; the number is the legacy form of an index. */
function parseMember<P extends Purpose>(
  cursor: Cursor<P>,
  start: number,
  object: Made<P, Expression>,
): Made<P, Expression> {
  if (cursor.at("number")) {
    refuseLegacyChain(cursor);
    return cursor.make.index(cursor, start, object, numberLiteral(cursor));
  }
  if (!cursor.at("name")) {
    cursor.unexpected(
      "Attribute name expected",
      `The name of an attribute must follow a dot; found ${cursor.describe()}.`,
    );
    return object;
  }
  const nameStart = cursor.start;
  cursor.advance();
  return cursor.make.attribute(cursor, start, object, nameStart);
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
function parseAttributeSplat<P extends Purpose>(
  cursor: Cursor<P>,
  start: number,
  collection: Made<P, Expression>,
  dot: number,
): Made<P, Expression> {
  cursor.advance();
  let each: Made<P, Expression> = cursor.make.splatItem(cursor, dot);
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
  return cursor.make.splat(cursor, start, "attribute", collection, each);
}

/** "[" ( "*" "]" traversal* | Expression "]" ) */
function parseBrackets<P extends Purpose>(
  cursor: Cursor<P>,
  start: number,
  collection: Made<P, Expression>,
): Made<P, Expression> {
  const open = cursor.start;
  cursor.advance();
  if (cursor.at("*")) return parseFullSplat(cursor, start, collection, open);
  const key = cursor.expression();
  if (cursor.lacks("]")) {
    cursor.unexpected(
      "Unclosed index",
      `An index must be closed with "]" here; found ${cursor.describe()}.`,
      cursor.range(open, open + 1),
    );
  }
  return cursor.make.index(cursor, start, collection, key);
}

function parseFullSplat<P extends Purpose>(
  cursor: Cursor<P>,
  start: number,
  collection: Made<P, Expression>,
  open: number,
): Made<P, Expression> {
  cursor.advance();
  if (cursor.lacks("]")) {
    cursor.unexpected("Unclosed index", `"]" must follow "[*" at once; found ${cursor.describe()}.`);
  }
  cursor.enter();
  const each = parseTraversals(cursor, open, cursor.make.splatItem(cursor, open));
  cursor.leave();
  return cursor.make.splat(cursor, start, "full", collection, each);
}

import type { Expression, Name, ObjectItem, ObjectKey } from "./ast.js";
import type { Cursor } from "./cursor.js";
import type { Made, MadeList, Purpose } from "./maker.js";
import { NameNode } from "./nodes.js";

/** Tuple : "[" ( Expression ( "," Expression )* ","? )? "]" | "[" For "]" */
export function parseTuple<P extends Purpose>(cursor: Cursor<P>): Made<P, Expression> {
  const { start } = cursor;
  cursor.advance();
  if (cursor.atWord("for")) return parseFor(cursor, start, "]");
  let items: MadeList<P, Expression> = cursor.make.list();
  while (!cursor.at("]") && !cursor.at("end")) {
    items = cursor.make.add(items, cursor.expression());
    if (!cursor.eat(",")) break;
  }
  if (cursor.lacks("]")) {
    cursor.unexpected(
      "Unfinished list",
      `The items of a list are separated by commas and end with "]"; found ${cursor.describe()}. The list began on ${cursor.lineOf(start)}.`,
      cursor.range(start, start + 1),
    );
  }
  return cursor.make.tuple(cursor, start, items);
}

/** "{" ( ObjectItem ( ( "," | newline ) newline* ObjectItem )* )? "}" | "{" For "}" */
export function parseBraces<P extends Purpose>(cursor: Cursor<P>): Made<P, Expression> {
  const { start } = cursor;
  cursor.advance();
  cursor.skipNewlines();
  if (cursor.atWord("for")) {
    cursor.scanner.ignoreNewlines();
    return parseFor(cursor, start, "}");
  }
  let items: MadeList<P, ObjectItem> = cursor.make.list();
  while (!cursor.at("}") && !cursor.at("end")) {
    items = cursor.make.add(items, parseObjectItem(cursor, start));
    if (!cursor.at(",") && !cursor.at("newline")) break;
    cursor.advance();
    cursor.skipNewlines();
  }
  if (cursor.lacks("}")) {
    cursor.unexpected(
      "Unfinished object",
      `The entries of an object are separated by commas or new lines and end with "}"; found ${cursor.describe()}. The object began on ${cursor.lineOf(start)}.`,
      cursor.range(start, start + 1),
    );
  }
  return cursor.make.object(cursor, start, items);
}

/** ObjectItem : ( Name | Expression ) ( "=" | ":" ) Expression */
function parseObjectItem<P extends Purpose>(cursor: Cursor<P>, brace: number): Made<P, ObjectItem> {
  const { start } = cursor;
  const key = parseObjectKey(cursor);
  if (!cursor.eat("=") && !cursor.eat(":")) {
    const hint = cursor.at("==") || cursor.at("=>") ? ` A single "=" is what belongs here.` : "";
    cursor.unexpected(
      "Unfinished object",
      `After the key of an object's entry, "=" or ":" and the value must follow on the same line; found ${cursor.describe()}.${hint}`,
      cursor.range(brace, brace + 1),
    );
  }
  return cursor.make.objectItem(cursor, start, key, cursor.expression());
}

function parseObjectKey<P extends Purpose>(cursor: Cursor<P>): Made<P, ObjectKey | Expression> {
  const { start } = cursor;
  const isName = cursor.at("name");
  const key = cursor.expression();
  return isName ? cursor.make.objectKey(cursor, start, key) : key;
}

/** For : "for" Name ( "," Name )? "in" Expression ":" ( Expression "=>" )? Expression "..."? ( "if" Expression )? */
function parseFor<P extends Purpose>(cursor: Cursor<P>, start: number, close: "]" | "}"): Made<P, Expression> {
  cursor.advance();
  const { keyName, valueName } = parseForNames(cursor);
  const collection = cursor.expression();
  if (cursor.lacks(":")) failInFor(cursor, start, `":" and the result must follow the collection`);
  const first = cursor.expression();
  const hasKey = close === "}";
  if (hasKey !== cursor.at("=>")) failOnArrow(cursor, start, hasKey);
  const value = hasKey ? parseForValue(cursor) : first;
  const group = hasKey && cursor.eat("...");
  const condition = cursor.eatWord("if") ? cursor.expression() : undefined;
  if (cursor.lacks(close)) failInFor(cursor, start, `"${close}" must follow`);
  const key = hasKey ? first : undefined;
  return cursor.make.for(cursor, start, { keyName, valueName, collection, key, value, group, condition });
}

function parseForValue<P extends Purpose>(cursor: Cursor<P>): Made<P, Expression> {
  cursor.advance();
  return cursor.expression();
}

/** Name ( "," Name )? "in": for a `for` expression and for a template's directive. The last name is the value's. */
export function parseForNames(cursor: Cursor): { keyName: Name | undefined; valueName: Name } {
  const first = parseForName(cursor);
  const second = cursor.eat(",") ? parseForName(cursor) : undefined;
  if (!cursor.eatWord("in")) {
    cursor.unexpected(
      "Invalid for",
      `After the names, "in" and the collection must follow, as in "for key, value in collection"; found ${cursor.describe()}.`,
    );
  }
  return second ? { keyName: first, valueName: second } : { keyName: undefined, valueName: first };
}

function parseForName(cursor: Cursor): Name {
  if (cursor.at("name")) return cursor.parseName();
  const { start } = cursor;
  cursor.unexpected(
    "Invalid for",
    `"for" must be followed by one or two names, as in "for key, value in collection"; found ${cursor.describe()}.`,
  );
  return new NameNode(cursor, start, "");
}

function failInFor(cursor: Cursor, start: number, wanted: string): undefined {
  cursor.unexpected("Invalid for", `In this "for" ${wanted}; found ${cursor.describe()}.`, cursor.range(start));
}

function failOnArrow(cursor: Cursor, start: number, hasKey: boolean): undefined {
  if (hasKey) return failInFor(cursor, start, `in braces an entry must be written as "key => value"`);
  failInFor(cursor, start, `in brackets there is only a value; for "key => value" use braces`);
}

import type { NamedValue } from "../diagnostic.js";
import { namedValues } from "../evaluate/named-values.js";
import type { Scope } from "../evaluate/scope.js";
import type { SourceRange } from "../source.js";
import type { Expression, ObjectItem } from "../syntax/ast.js";
import { literalString } from "../syntax/literal-string.js";

/** From a body's top: names of arguments and blocks, keys, indexes. */
export type Path = readonly (string | number)[];

/** Where a decoded body's parts were written. */
export interface BodyLocation {
  readonly header: SourceRange;
  readonly attributes: ReadonlyMap<string, Expression>;
  /** What names mean in each of them. */
  readonly scopes: ReadonlyMap<string, Scope>;
  readonly blocks: ReadonlyMap<string, readonly BodyLocation[]>;
}

/** The tightest range that is known for `path`: what is absent or computed is found at what it belongs to. */
export function locate(location: BodyLocation, path: Path): SourceRange {
  const [name, ...rest] = path;
  if (name === undefined) return location.header;
  const expression = location.attributes.get(String(name));
  if (expression) return locateWithin(expression, rest);
  const blocks = location.blocks.get(String(name));
  if (!blocks || blocks.length === 0) return location.header;
  const [index] = rest;
  if (typeof index !== "number") return locate(blocks[0]!, rest);
  const block = blocks[index];
  return block ? locate(block, rest.slice(1)) : blocks.at(-1)!.header;
}

/** The values of the names in what is written for `path`; none where that is not one argument. */
export function valuesAt({ attributes, scopes, blocks }: BodyLocation, path: Path): readonly NamedValue[] {
  const [name, ...rest] = path;
  const [expression, scope] = [attributes.get(String(name)), scopes.get(String(name))];
  if (expression && scope) return namedValues(expression, scope, locateWithin(expression, rest));
  const [index] = rest;
  const block = blocks.get(String(name))?.[typeof index === "number" ? index : 0];
  return block ? valuesAt(block, typeof index === "number" ? rest.slice(1) : rest) : [];
}

/** Follows a path into an expression as far as list and object constructors show it. */
export function locateWithin(expression: Expression, path: Path): SourceRange {
  const [key, ...rest] = path;
  if (expression.kind === "parentheses") return locateWithin(expression.expression, path);
  if (key === undefined) return expression.range;
  const part = partOf(expression, key);
  return part ? locateWithin(part, rest) : expression.range;
}

/** The key that `path` ends with, where it is written out; else what `locateWithin` finds. */
export function locateKey(expression: Expression, path: Path): SourceRange {
  if (expression.kind === "parentheses") return locateKey(expression.expression, path);
  const [key, ...rest] = path;
  const part = key === undefined ? undefined : partOf(expression, key);
  if (part && rest.length > 0) return locateKey(part, rest);
  const item = expression.kind === "object" ? expression.items.find((each) => keyText(each.key) === key) : undefined;
  return item?.key.range ?? locateWithin(expression, path);
}

function partOf(expression: Expression, key: string | number): Expression | undefined {
  if (expression.kind === "tuple") return expression.items[Number(key)];
  if (expression.kind !== "object") return undefined;
  return expression.items.find((item) => keyText(item.key) === String(key))?.value;
}

/** The text of a key that is written out; undefined for a computed one. */
export function keyText(key: ObjectItem["key"]): string | undefined {
  if (key.kind === "object-key") return key.text;
  if (key.kind === "literal" && key.value.isKnown && !key.value.isNull) return String(key.value.content);
  return literalString(key);
}

import { type Diagnostic, errorAt } from "../diagnostic.js";
import { suggest } from "../suggestion.js";
import type { Attribute } from "../syntax/ast.js";
import type { Type } from "../value/type.js";
import type { Value } from "../value/value.js";
import { locateKey, type Path } from "./body-location.js";

/** Keys that an object type does not know. Conversion drops them without a word, which would hide a typo. */
export function unexpectedKeys(attribute: Attribute, value: Value, type: Type): Diagnostic[] {
  return unexpectedPaths(value, type, []).map(({ path, known }) => {
    const key = String(path.at(-1));
    const near = suggest(key, known);
    const detail = `The argument "${attribute.name.text}" takes no "${key}" here.${near ? ` Did you mean "${near}"?` : ""}`;
    return errorAt(locateKey(attribute.expression, path), "Unsupported key", detail);
  });
}

interface Unexpected {
  readonly path: Path;
  readonly known: readonly string[];
}

function unexpectedPaths(value: Value, type: Type, path: Path): Unexpected[] {
  if (!value.isKnown || value.isNull) return [];
  const { content } = value;
  if (type.kind === "object" && content instanceof Map) {
    const known = [...type.attributes.keys()];
    return [...content].flatMap(([key, item]) => {
      const wanted = type.attributes.get(key);
      return wanted ? unexpectedPaths(item, wanted, [...path, key]) : [{ path: [...path, key], known }];
    });
  }
  if (!("element" in type)) return [];
  const entries: Iterable<[string | number, Value]> =
    content instanceof Map ? content : Array.isArray(content) ? content.entries() : [];
  return [...entries].flatMap(([key, item]) => unexpectedPaths(item, type.element, [...path, key]));
}

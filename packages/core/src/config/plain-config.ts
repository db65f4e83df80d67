import { string, type Type, toPlain, Value } from "@ingot/hcl";

/**
 * A decoded body as plain data for its schema: null is absent, and placeholders stand for what is not known yet, as
 * Packer has them: "<unknown>", 0, false and empty collections.
 */
export function plainConfig(value: Value): unknown {
  return withoutNulls(toPlain(withPlaceholders(value)));
}

export const unknownText = "<unknown>";

function withPlaceholders(value: Value): Value {
  if (!value.isKnown) return placeholder(value.type);
  if (value.isNull) return value;
  const { content } = value;
  if (content instanceof Map) {
    return Value.known(value.type, new Map([...content].map(([key, item]) => [key, withPlaceholders(item)])));
  }
  return Array.isArray(content) ? Value.known(value.type, content.map(withPlaceholders)) : value;
}

function placeholder(type: Type): Value {
  switch (type.kind) {
    case "string":
    case "dynamic":
      return string(unknownText);
    case "number":
      return Value.known(type, 0);
    case "bool":
      return Value.known(type, false);
    case "list":
    case "set":
      return Value.known(type, []);
    case "map":
      return Value.known(type, new Map());
    case "tuple":
      return Value.known(type, type.elements.map(placeholder));
    case "object":
      return Value.known(type, new Map([...type.attributes].map(([name, each]) => [name, placeholder(each)])));
  }
}

function withoutNulls(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withoutNulls);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}

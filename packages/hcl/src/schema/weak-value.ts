import { boolType, numberType, type Type } from "../value/type.js";
import { bool, number, object, string, tuple, Value } from "../value/value.js";

/**
 * A value as Packer's weak rules for legacy JSON read it where `type` is wanted, so that what remains is for the usual conversion: one
 * value is a list of one, a text a list cut at its commas, 1 and "t" are true, true is 1, and an empty text is no number or truth at all.
 */
export function weakValue(value: Value, type: Type): Value {
  if (!value.isKnown || value.isNull) return value;
  return weakened(value, type).withMarks(value.marks);
}

function weakened(value: Value, type: Type): Value {
  switch (type.kind) {
    case "bool":
      return weakTruth(value);
    case "number":
      return weakNumber(value);
    case "list":
    case "set":
      return tuple(itemsOf(value).map((item) => weakValue(item, type.element)));
    case "map":
      return withEntries(mergedMaps(value), () => type.element);
    case "object":
      return withEntries(mergedMaps(value), (name) => type.attributes.get(name));
    default:
      return value;
  }
}

const truths: Readonly<Record<string, boolean>> = {
  ...{ "0": false, f: false, F: false, FALSE: false, False: false },
  ...{ "1": true, t: true, T: true, TRUE: true, True: true },
};

function weakTruth(value: Value): Value {
  const { content } = value;
  if (content === "") return Value.null(boolType);
  if (typeof content === "number") return bool(content !== 0);
  return typeof content === "string" && Object.hasOwn(truths, content) ? bool(truths[content]!) : value;
}

function weakNumber(value: Value): Value {
  const { content } = value;
  if (typeof content === "boolean") return number(content ? 1 : 0);
  return content === "" ? Value.null(numberType) : value;
}

/** `{}`, as some programs write an empty list, is one. */
function itemsOf({ content, type, marks }: Value): readonly Value[] {
  if (Array.isArray(content)) return content;
  if (content instanceof Map && content.size === 0) return [];
  if (typeof content !== "string") return [Value.known(type, content!).withMarks(marks)];
  return content === "" ? [] : content.split(",").map(string);
}

/** Packer's JSON once wrote a map as a list of maps. */
function mergedMaps(value: Value): Value {
  const { content } = value;
  if (!Array.isArray(content)) return value;
  const maps: readonly Value[] = content;
  const entries = maps.flatMap((each) => (each.isKnown && each.content instanceof Map ? [...each.content] : []));
  return maps.every((each) => each.isKnown && each.content instanceof Map) ? object(new Map(entries)) : value;
}

function withEntries(value: Value, typeOf: (name: string) => Type | undefined): Value {
  const { content } = value;
  if (!(content instanceof Map)) return value;
  const weak = ([name, item]: [string, Value]): [string, Value] => {
    const type = typeOf(name);
    return [name, type ? weakValue(item, type) : item];
  };
  return object(new Map([...content].map(weak)));
}

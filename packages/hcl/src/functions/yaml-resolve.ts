import { FunctionError } from "../evaluate/scope.js";
import { isNumberText, numberFromBigint, parseNumber } from "../value/numbers.js";
import { bool, number, string, Value } from "../value/value.js";
import { formatRfc3339 } from "./time-point.js";
import { parseYamlTime } from "./yaml-time.js";

const core = "tag:yaml.org,2002:";

/** What a scalar means: by its tag, or, when it is plain, by what it looks like. */
export function resolveScalar(text: string, isPlain: boolean, tag: string | undefined): Value {
  if (tag === undefined) return isPlain ? resolvePlain(text) : string(text);
  if (tag === "!" || tag === `${core}str`) return string(text);
  if (tag === `${core}binary`) return string(binaryText(text));
  const read = tagged[tag];
  if (!read) throw new FunctionError(`the tag ${tag} is not supported`, 0);
  const value = read(text);
  if (!value) throw new FunctionError(`${JSON.stringify(text)} is not of the type that its tag ${tag} says`, 0);
  return isPlain ? value : string(text);
}

function binaryText(text: string): string {
  const bare = text.replace(/\s/g, "");
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(bare))
    throw new FunctionError("what is tagged !!binary is not valid base64", 0);
  return bare;
}

type Read = (text: string) => Value | undefined;

const words = new Map<string, Value>([
  ...["", "~", "null", "Null", "NULL"].map((word): [string, Value] => [word, Value.null()]),
  ...["y", "yes", "on", "true"].flatMap(casings).map((word): [string, Value] => [word, bool(true)]),
  ...["n", "no", "off", "false"].flatMap(casings).map((word): [string, Value] => [word, bool(false)]),
]);

function casings(word: string): string[] {
  return [...new Set([word, word[0]!.toUpperCase() + word.slice(1), word.toUpperCase()])];
}

const readWord =
  (kind: string): Read =>
  (text) => {
    const value = words.get(text);
    if (kind === "null") return value?.isNull ? value : undefined;
    return value && !value.isNull ? value : undefined;
  };

/** Decimal, even with a leading zero, or binary; other bases are text. */
const readInteger: Read = (text) => {
  const bare = text.replaceAll("_", "");
  return /^(?:[+-]?\d+|0b[01]+)$/.test(bare) ? number(numberFromBigint(BigInt(bare.replace(/^\+/, "")))) : undefined;
};

const readFloat: Read = (text) => {
  if (/^[+-]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/.test(text)) throw new FunctionError(`${text} has no value`, 0);
  const bare = text.replaceAll("_", "");
  return isNumberText(bare) ? parseNumber(bare) : undefined;
};

const readNumber: Read = (text) => readInteger(text) ?? readFloat(text);

const readTime: Read = (text) => {
  const time = parseYamlTime(text);
  return time && string(formatRfc3339(time));
};

const tagged: Readonly<Record<string, Read>> = {
  [`${core}null`]: readWord("null"),
  [`${core}bool`]: readWord("bool"),
  [`${core}int`]: readInteger,
  [`${core}float`]: readNumber,
  [`${core}timestamp`]: readTime,
};

function resolvePlain(text: string): Value {
  return words.get(text) ?? readNumber(text) ?? readTime(text) ?? string(text);
}

import { FunctionError } from "../evaluate/scope.js";
import { numberOf, textOf } from "../value/content.js";
import { ConversionError, convert } from "../value/convert.js";
import { quoteJson, toJsonText } from "../value/json-text.js";
import { boolType, numberType, stringType, type Type } from "../value/type.js";
import type { Value } from "../value/value.js";
import { type Directive, parseFormat } from "./format-directive.js";
import { formatFloat, formatInteger } from "./format-number.js";
import { graphemes } from "./graphemes.js";

/** The text that a format string makes of its arguments. `FunctionError`s count the format itself as argument 0. */
export function formatText(format: string, args: readonly Value[]): string {
  const pieces = parseFormat(format);
  if (typeof pieces === "number")
    throw new FunctionError(`the "%" at offset ${pieces} begins no verb; write "%%" for a percent sign`, 0);
  let next = 0;
  let used = 0;
  const texts = pieces.map((piece) => {
    if (piece.kind === "text") return piece.text;
    const at = piece.position === undefined ? next : piece.position - 1;
    next = at + 1;
    used = Math.max(used, next);
    return formatOne(piece, args, at);
  });
  if (used < args.length) throw new FunctionError(surplus(used, args.length), used + 1);
  return texts.join("");
}

function surplus(used: number, given: number): string {
  const uses = used === 0 ? "no value" : used === 1 ? "one value" : `${used} values`;
  return `the format uses ${uses}, and ${given === 1 ? "one is" : `${given} are`} given`;
}

/** A wider field, or more digits, would only serve to exhaust memory. */
const most = 10_000;

function formatOne(directive: Directive, args: readonly Value[], at: number): string {
  const { width = 0, precision = 0, raw } = directive;
  if (width > most || precision > most) throw new FunctionError(`"${raw}" asks for more than ${most} characters`, 0);
  const value = args[at];
  if (!value)
    throw new FunctionError(
      `"${directive.raw}" wants value ${at + 1}, and ${args.length === 0 ? "none is" : `only ${args.length} are`} given`,
      0,
    );
  const formatted = formatVerb(directive, value, at + 1);
  return directive.verb === "t" ? formatted : pad(directive, formatted);
}

function formatVerb(directive: Directive, value: Value, argument: number): string {
  const { verb, flags } = directive;
  switch (verb) {
    case "v":
      return flags.hash ? toJsonText(value) : asIs(value);
    case "t":
      return String(converted(directive, value, boolType, argument).content);
    case "s":
      return cut(directive, textOf(converted(directive, value, stringType, argument)));
    case "q":
      return quoteJson(cut(directive, textOf(converted(directive, value, stringType, argument))));
    case "b":
    case "d":
    case "o":
    case "x":
    case "X":
    case "e":
    case "E":
    case "f":
    case "g":
    case "G":
      return numberText(directive, converted(directive, value, numberType, argument), argument);
    default:
      throw new FunctionError(`"${directive.raw}" has the verb "${verb}", which does not exist`, 0);
  }
}

/** `%v`: strings as they are, numbers as `%g`, anything else as JSON; a sign or a precision has no say. */
function asIs(value: Value): string {
  if (value.isNull) return "null";
  if (value.type.kind === "string") return textOf(value);
  return value.type.kind === "number" ? formatFloat(numberOf(value), "g", undefined) : toJsonText(value);
}

function converted(directive: Directive, value: Value, type: Type, argument: number): Value {
  if (value.isNull) throw new FunctionError(`null cannot be formatted with "${directive.raw}"`, argument);
  try {
    return convert(value, type);
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    throw new FunctionError(`for "${directive.raw}" ${error.message}`, argument);
  }
}

function numberText(directive: Directive, value: Value, argument: number): string {
  const { verb, flags, precision } = directive;
  const text = "eEfgG".includes(verb)
    ? formatFloat(numberOf(value), verb, precision)
    : formatInteger(numberOf(value), verb, { digits: precision ?? 1, prefixed: flags.hash });
  if (text === undefined) throw new FunctionError(`for "${directive.raw}" a whole number is required`, argument);
  if (text.startsWith("-")) return text;
  return flags.plus ? `+${text}` : flags.space ? ` ${text}` : text;
}

/** The precision of a text is the number of characters that are left of it. */
function cut({ precision }: Directive, text: string): string {
  return precision === undefined ? text : graphemes(text).slice(0, precision).join("");
}

function pad({ width = 0, flags, verb }: Directive, text: string): string {
  const missing = width - graphemes(text).length;
  if (missing <= 0) return text;
  if (flags.minus) return text + " ".repeat(missing);
  if (!flags.zero) return " ".repeat(missing) + text;
  const sign = verb !== "s" && verb !== "q" && verb !== "v" ? (/^[+-]/.exec(text)?.[0] ?? "") : "";
  return sign + "0".repeat(missing) + text.slice(sign.length);
}

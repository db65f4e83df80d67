import { format } from "../syntax/format.js";
import { elementsOf, entriesOf, numberOf, textOf } from "../value/content.js";
import { formatNumber } from "../value/numbers.js";
import { fromPlain } from "../value/plain.js";
import type { Value } from "../value/value.js";
import { EditError } from "./edit-error.js";
import { quoted, writtenKey } from "./quoted-text.js";

/** Text that is written as it is, for what data cannot say: references, calls, operators. */
export class ExpressionText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A value that is written as this expression; it is parsed when it is set. */
export const expression = (text: string): ExpressionText => new ExpressionText(String(text));

/** What stands in a file for a value: canonical text with line feeds, indented by units, as if it stood at the margin. */
export function writtenValue(value: unknown, unit: string): string {
  if (value instanceof ExpressionText) return value.text.trim();
  const text = written(writable(value));
  if (!text.includes("\n")) return text;
  const canonical = format(`x = ${text}\n`).slice("x = ".length, -1);
  return canonical.replace(/^(?: {2})+/gm, (blank) => unit.repeat(blank.length / 2));
}

function writable(data: unknown): Value {
  if (data === undefined) throw new EditError("undefined is no value: write null, or remove the argument.");
  const value = converted(data);
  if (!value.isWhollyKnown) throw new EditError("An unknown value cannot be written.");
  if (value.marksWithin.size > 0)
    throw new EditError("A sensitive value is not written into a file: take the mark off first, if that is meant.");
  return value;
}

function converted(data: unknown): Value {
  try {
    return fromPlain(data);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new EditError(`The value cannot be written: ${error.message}.`, { cause: error });
  }
}

function written(value: Value): string {
  if (value.isNull) return "null";
  switch (value.type.kind) {
    case "string":
      return quoted(textOf(value));
    case "bool":
      return String(value.content);
    case "number":
      return formatNumber(numberOf(value));
    case "map":
    case "object":
      return writtenObject(entriesOf(value));
    default:
      return writtenList(elementsOf(value).map(written));
  }
}

function writtenObject(entries: Iterable<readonly [string, Value]>): string {
  const lines = [...entries].map(([key, value]) => `${writtenKey(key)} = ${written(value)}\n`);
  return lines.length === 0 ? "{}" : `{\n${lines.join("")}}`;
}

const longestLine = 80;

function writtenList(items: readonly string[]): string {
  const line = `[${items.join(", ")}]`;
  const fits = line.length <= longestLine && !line.includes("\n");
  return fits ? line : `[\n${items.map((item) => `${item},\n`).join("")}]`;
}

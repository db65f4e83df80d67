import { FunctionError } from "@ingot/hcl";
import type { JsonValue } from "../json.js";
import type { TemplateFunctions } from "./evaluate-pipeline.js";
import { goFunctions } from "./go-functions.js";

/** Functions of texts alone. The text worked on comes last, so that it can come through a pipe. */
export const textFunctions: TemplateFunctions = {
  ...goFunctions,
  upper: (value) => text(value).toUpperCase(),
  lower: (value) => text(value).toLowerCase(),
  /** `split "a-b" "-" 1` is "b". */
  split: (value, separator, index) => piece(text(value).split(text(separator)), whole(index)),
  /** `replace old new n text`: the first n; all when n is negative. */
  replace: (old, replacement, count, value) => replaceFirst(text(value), text(old), text(replacement), whole(count)),
  replace_all: (old, replacement, value) => replaceFirst(text(value), text(old), text(replacement), -1),
  /** Letters, digits, "-", "_" and "." stay; everything else becomes "-". */
  clean_resource_name: (value) => text(value).replace(/[^A-Za-z0-9._-]/g, "-"),
};

/** Throws for what is no text: as in Go, a number is none. */
export function text(value: JsonValue | undefined): string {
  if (typeof value === "string") return value;
  throw new FunctionError("a text is missing among its arguments; texts stand in ` `");
}

function whole(value: JsonValue | undefined): number {
  if (Number.isInteger(value)) return value as number;
  throw new FunctionError("a whole number is missing among its arguments");
}

function piece(pieces: readonly string[], index: number): string {
  const found = pieces[index];
  if (found === undefined)
    throw new FunctionError(`there is no part ${index}: the text has ${pieces.length}, counted from 0`);
  return found;
}

function replaceFirst(value: string, old: string, replacement: string, count: number): string {
  const parts = value.split(old);
  const most = count < 0 ? parts.length - 1 : Math.min(count, parts.length - 1);
  return [parts.slice(0, most + 1).join(replacement), ...parts.slice(most + 1)].join(old);
}

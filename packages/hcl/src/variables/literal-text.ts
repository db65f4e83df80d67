import type { Type } from "../value/type.js";
import type { Value } from "../value/value.js";

/** Text is text for a string and a number, and where nothing tells what else it could be. */
export function isLiteralText({ kind }: Type, fallback: Value | undefined): boolean {
  if (kind === "dynamic") return fallback === undefined || !("element" in fallback.type || fallback.depth > 0);
  return kind === "string" || kind === "number";
}

import { reasonOf } from "@ingot/hcl";
import { isIngotError } from "../errors.js";
import type { ErrorJson } from "../events.js";

/** An error as events carry it: no stack, no cause. What no `IngotError` is has the code UNEXPECTED. */
export function errorJson(error: unknown): ErrorJson {
  if (!isIngotError(error)) return { code: "UNEXPECTED", source: "engine", message: reasonOf(error) };
  const { code, source, message, attempts } = error;
  return { code, source, message, ...(attempts.length > 0 && { attempts: attempts.map(errorJson) }) };
}

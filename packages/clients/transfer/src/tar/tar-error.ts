import { IngotError } from "@ingot/core/plugin";

/** An archive that is damaged, or holds what cannot be told truly. */
export function tarError(code: `TAR_${string}`, message: string): IngotError {
  return new IngotError({ code, source: "user", message });
}

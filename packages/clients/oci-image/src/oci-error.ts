import { IngotError } from "@ingot/core/plugin";

/** Every failure about an image's own data; the codes are listed in the package's index. */
export function ociError(code: `OCI_${string}`, message: string, cause?: unknown): IngotError {
  return new IngotError({ code, source: "user", message, ...(cause !== undefined && { cause }) });
}

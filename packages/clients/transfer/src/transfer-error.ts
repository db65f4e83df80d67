import { IngotError } from "@ingot/core/plugin";

/** A file could not be sent; `cause` is what a system said, if one did. */
export const uploadError = (message: string, cause?: unknown): IngotError => failure("UPLOAD_FAILED", message, cause);

/** A file could not be fetched. */
export const downloadError = (message: string, cause?: unknown): IngotError =>
  failure("DOWNLOAD_FAILED", message, cause);

const failure = (code: string, message: string, cause: unknown) =>
  new IngotError({ code, source: "user", message, ...(cause !== undefined && { cause }) });

import { IngotError } from "@ingot/core/plugin";

export const uploadError = (message: string, cause?: unknown) =>
  new IngotError({ code: "UPLOAD_FAILED", source: "user", message, ...(cause !== undefined && { cause }) });

export const downloadError = (message: string, cause?: unknown) =>
  new IngotError({ code: "DOWNLOAD_FAILED", source: "user", message, ...(cause !== undefined && { cause }) });

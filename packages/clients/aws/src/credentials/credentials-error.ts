import { IngotError } from "@ingot/core/plugin";

/** Credentials that cannot be had, for a reason that the user can mend. */
export const credentialsError = (message: string, cause?: unknown): IngotError =>
  new IngotError({ code: "AWS_CREDENTIALS", source: "user", message, ...(cause !== undefined && { cause }) });

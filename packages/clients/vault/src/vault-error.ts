import { IngotError } from "@ingot/core/plugin";

/** `user`: the settings or the path are to be mended. */
export const vaultError = (source: "user" | "outside", code: string, message: string): IngotError =>
  new IngotError({ code, source, message });

import { IngotError } from "@ingot/core/plugin";

export const changedMeanwhile = (path: string) =>
  new IngotError({
    code: "DISK_FILE",
    source: "user",
    message: `"${path}" changed while it was copied to the disk. Try again when nobody writes it.`,
  });

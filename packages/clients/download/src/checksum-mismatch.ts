import { IngotError } from "@ingot/core/plugin";
import { type Checksum, checksumText } from "./checksum.js";
import type { Origin } from "./origin.js";

export const mismatch = ({ shown }: Origin, { algorithm, digest: expected }: Checksum, actual: string) =>
  new IngotError({
    code: "CHECKSUM_MISMATCH",
    source: "user",
    message: `${shown} has the checksum ${algorithm}:${actual}, and ${checksumText({ algorithm, digest: expected })} is asked for.`,
    data: { algorithm, expected, actual },
  });

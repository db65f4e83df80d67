import type { Host } from "@ingot/core/plugin";

/** At least 0 and below 1. */
export const randomFraction = ({ randomBytes }: Pick<Host, "randomBytes">): number =>
  Buffer.from(randomBytes(4)).readUInt32BE() / 2 ** 32;

import type { AwsContext } from "./context.js";
import { retryUntil } from "./retry-until.js";

const unknown = [
  "InvalidInstanceID.NotFound",
  "InvalidAMIID.NotFound",
  "InvalidSnapshot.NotFound",
  "InvalidVolume.NotFound",
];

/** Does something with what was just made: again, until all of Amazon knows of it. */
export const onceKnown = <T>(work: () => Promise<T>, context: Pick<AwsContext, "host" | "signal">): Promise<T> =>
  retryUntil(work, { codes: unknown }, context);

import { type AwsContext, retryUntil } from "@ingot/client-aws";

const unknown = [
  "InvalidInstanceID.NotFound",
  "InvalidAMIID.NotFound",
  "InvalidSnapshot.NotFound",
  "InvalidVolume.NotFound",
];

/** Does something with what was just made: again, until all of Amazon knows of it. */
export const onceKnown = <T>(work: () => Promise<T>, run: Pick<AwsContext, "host" | "signal">): Promise<T> =>
  retryUntil(work, { codes: unknown }, run);

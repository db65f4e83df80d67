import type { ContainerState, ContainerSummary } from "@ingot/client-docker";

/** Names the run that a container belongs to. */
const runLabel = "dev.ingot.run";
/** Names the build that a container belongs to. */
const buildLabel = "dev.ingot.build";

/** Unique, since it ends in random digits; holds the run id, by which `clean` finds it. */
export const containerName = (runId: string, random: Uint8Array): string =>
  `ingot-${runId}-${Buffer.from(random).toString("hex")}`;

/**
 * Labels for a container. One that is to be committed has none: an image keeps its container's labels, so that every
 * container ever started from it would seem to be the run's, and `clean` would destroy it.
 */
export const ownershipLabels = (runId: string, build: string, isCommitted: boolean): Record<string, string> =>
  isCommitted ? {} : { [runLabel]: runId, [buildLabel]: build };

/** By its name, or where the user gave it one, by its mount of the run's private directory. Never by a label: see above. */
export const isOwnedContainer = ({ Name, HostConfig }: ContainerState, runId: string): boolean =>
  Name.includes(`ingot-${runId}-`) || (HostConfig.Binds ?? []).some((bind) => bind.includes(runId));

export const isOwnedSummary = ({ Names, Mounts }: ContainerSummary, runId: string): boolean =>
  Names.some((name) => name.includes(`ingot-${runId}-`)) || Mounts.some(({ Source }) => Source?.includes(runId));

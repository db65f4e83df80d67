import type { ContainerState, ImageState } from "@ingot/client-docker";

type Config = ContainerState["Config"];

/**
 * A container's config for its commit: it runs a shell of ours, so the base's ENTRYPOINT and CMD are set again where the user's
 * instructions do not set them. A new ENTRYPOINT without a CMD leaves the CMD empty, as in a Dockerfile. An instruction cannot
 * take an ENTRYPOINT away: the engine would think that none was said, and keep the shell.
 */
export function restoredConfig(ours: Config, base: ImageState["Config"], changes: readonly string[]): Config {
  const sets = (instruction: string) => changes.some((change) => instructionOf(change) === instruction);
  if (sets("ENTRYPOINT")) return ours;
  return { ...ours, Entrypoint: base?.Entrypoint ?? [], ...(!sets("CMD") && { Cmd: base?.Cmd ?? [] }) };
}

const instructionOf = (change: string): string => change.trim().split(/\s/)[0]!.toUpperCase();

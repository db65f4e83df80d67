import type { ImageState } from "@ingot/client-docker";

/**
 * The instructions for a commit. The container runs a shell of ours, so the base image's ENTRYPOINT and CMD are set again
 * where the user does not set them. A new ENTRYPOINT without a CMD leaves the CMD empty, as in a Dockerfile.
 */
export function commitChanges(base: ImageState["Config"], changes: readonly string[]): string[] {
  const sets = (instruction: string) => changes.some((change) => instructionOf(change) === instruction);
  const restored: string[] = [];
  if (!sets("ENTRYPOINT")) restored.push(`ENTRYPOINT ${JSON.stringify(base?.Entrypoint ?? [])}`);
  if (!sets("ENTRYPOINT") && !sets("CMD")) restored.push(`CMD ${JSON.stringify(base?.Cmd ?? [])}`);
  return [...restored, ...changes];
}

const instructionOf = (change: string): string => change.trim().split(/\s/)[0]!.toUpperCase();

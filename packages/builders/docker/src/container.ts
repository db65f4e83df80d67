import {
  type ContainerSpec,
  type ContainerState,
  containerEnded,
  createContainer,
  type DockerEngine,
  inspectContainer,
  removeContainer,
  startContainer,
  statusOf,
} from "@ingot/client-docker";
import type { BuildContext } from "@ingot/core/plugin";

/** How long the engine may take for one thing that must not be left half-done. Milliseconds. */
const patience = 60_000;

export interface OwnedContainer {
  readonly state: ContainerState;
  /** Kills and removes it now. */
  release(): Promise<void>;
}

/** Creates the container, journalled by its name, and starts it. It is killed and removed at the latest when the build ends. */
export async function startOwnedContainer(
  engine: DockerEngine,
  spec: ContainerSpec,
  { name, platform }: { readonly name: string; readonly platform: string | undefined },
  run: BuildContext,
): Promise<OwnedContainer> {
  const intent = {
    kind: "docker.container",
    description: `container ${name}`,
    handle: { address: engine.address.url, name },
  };
  const create = () => createWhole(engine, spec, name, platform, run);
  const { value: id, release } = await run.acquire(intent, create, async (created) => {
    run.say(`Killing the container: ${created}`);
    await removeContainer(engine, created, AbortSignal.timeout(patience));
  });
  await startContainer(engine, id, run.signal);
  run.say(`Container ID: ${id}`);
  const state = await inspectContainer(engine, id, run.signal);
  if (!state.State.Running) throw await containerEnded(engine, state);
  return { state, release };
}

/**
 * Not cut short by cancellation: an engine that is left in the middle may create the container all the same. Where the
 * answer is lost, what may stand under a name of ours is removed; a name of the user's may be another container's.
 */
async function createWhole(
  engine: DockerEngine,
  spec: ContainerSpec,
  name: string,
  platform: string | undefined,
  run: BuildContext,
): Promise<string> {
  const options = { name, signal: AbortSignal.timeout(patience), ...(platform && { platform }) };
  try {
    const { Id, Warnings } = await createContainer(engine, spec, options);
    for (const warning of Warnings ?? []) run.warn(`Docker: ${warning}`);
    return Id;
  } catch (error) {
    const mayBeThere = statusOf(error) === undefined && name.includes(run.runId);
    if (mayBeThere) await removeContainer(engine, name, AbortSignal.timeout(5000)).catch(() => undefined);
    throw error;
  }
}

import {
  connectDocker,
  connectDockerAt,
  type DockerEngine,
  dockerAddressOf,
  inspectContainer,
  inspectImage,
  listContainers,
  listImages,
  removeContainer,
  removeImage,
  statusOf,
} from "@ingot/client-docker";
import {
  type DestroyOutcome,
  defineReaper,
  IngotError,
  type ReapContext,
  type ResourceRecord,
} from "@ingot/core/plugin";
import { isOwnedContainer, isOwnedSummary } from "./ownership.js";

/** Between two looks at a commit, and for how long to look, in milliseconds. */
const interval = 200;
const patience = 120_000;

/** Destroys the containers and unfinished images of dead runs; only what is proved to be the run's own. */
export const dockerReaper = defineReaper({
  kinds: ["docker.container", "docker.image"],
  reap: async (record, run) => {
    const address = await dockerAddressOf(String(record.handle.address), run.host);
    const engine = await connectDockerAt(address, run.signal);
    return record.kind === "docker.image" ? reapImage(engine, record, run) : reapContainer(engine, record, run);
  },
  sweep: async (runId, run) => {
    const engine = await connectDocker(run.host, run.signal);
    const all = await listContainers(engine, {}, run.signal);
    const owned = all.filter((container) => isOwnedSummary(container, runId));
    for (const { Id } of owned) await removeContainer(engine, Id, run.signal);
    return owned.map(({ Names, Id }) => `container ${Names[0]?.slice(1) ?? Id}`);
  },
});

/** A name that is free again may have been taken by someone else. */
async function reapContainer(engine: DockerEngine, record: ResourceRecord, run: ReapContext): Promise<DestroyOutcome> {
  const found = await orAbsent(inspectContainer(engine, String(record.handle.name), run.signal));
  if (!found || !isOwnedContainer(found, record.runId)) return "absent";
  return (await removeContainer(engine, found.Id, run.signal)) ? "destroyed" : "absent";
}

/** A commit's image has no name, and its id is not known before: it is found by the container that it came from. */
async function reapImage(engine: DockerEngine, record: ResourceRecord, run: ReapContext): Promise<DestroyOutcome> {
  const { image, container } = record.handle;
  if (typeof image !== "string") await awaitCommit(engine, String(container), run);
  const ids = typeof image === "string" ? [image] : await listImages(engine, { dangling: ["true"] }, run.signal);
  let outcome: DestroyOutcome = "absent";
  for (const id of ids) {
    const found = await orAbsent(inspectImage(engine, id, run.signal));
    const isOwned = found && (typeof image === "string" || isCommittedFrom(found, String(container)));
    if (!isOwned || (found.RepoTags ?? []).length > 0) continue;
    if (await removeImage(engine, id, { signal: run.signal })) outcome = "destroyed";
  }
  return outcome;
}

/** An engine goes on with a commit when its client is gone, and gives no image before the end. Until then the container is paused. */
async function awaitCommit(engine: DockerEngine, container: string, { host, signal }: ReapContext): Promise<void> {
  for (let waited = 0; waited < patience; waited += interval) {
    const found = await orAbsent(inspectContainer(engine, container, signal));
    if (!found?.State.Paused) return;
    await host.sleep(interval, signal);
  }
  throw new IngotError({
    code: "COMMIT_UNDER_WAY",
    source: "outside",
    message: `The engine has been making it for ${patience / 1000} seconds, and is not done. Run "ingot clean" again later.`,
  });
}

/** Newer engines no longer name the container; its host name, the short form of its id, is kept in the config. */
function isCommittedFrom(
  image: { Container?: string; Config: { Hostname?: string } | null },
  container: string,
): boolean {
  if (image.Container) return image.Container === container;
  return image.Config?.Hostname === container.slice(0, 12);
}

async function orAbsent<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

import {
  commitContainer,
  type DockerEngine,
  exportContainer,
  inspectContainer,
  removeImage,
} from "@ingot/client-docker";
import { type Artifact, artifactOfFiles, type BuildContext, IngotError, writeWholeFile } from "@ingot/core/plugin";
import type { BaseImage } from "./base-image.js";
import type { DockerBuilderConfig } from "./config.js";
import { restoredConfig } from "./restored-config.js";

/** A container whose provisioning is over. */
export interface FinishedContainer {
  readonly engine: DockerEngine;
  readonly id: string;
  readonly base: BaseImage;
  readonly config: DockerBuilderConfig;
}

/** The id is the journal's only trace of the image: the container from which it is being made. */
export async function commitImage(finished: FinishedContainer, run: BuildContext): Promise<Artifact> {
  const { engine, id } = finished;
  run.say("Committing the container");
  const intent = {
    kind: "docker.image",
    description: `image committed from container ${id.slice(0, 12)}`,
    handle: { address: engine.address.url, container: id },
  };
  const options = await commitOptions(finished, run);
  const commit = () => {
    const committing = commitContainer(engine, id, options);
    run.defer(() => awaitCommit(committing, id, run));
    return committing;
  };
  const image = await run.acquire(intent, commit, async (made) => void (await removeImage(engine, made)));
  run.signal.throwIfAborted();
  run.say(`Image ID: ${image.value}`);
  await image.keep();
  return imageArtifact(engine, image.value);
}

async function commitOptions({ engine, id, base, config }: FinishedContainer, { signal }: BuildContext) {
  const container = await inspectContainer(engine, id, signal);
  return {
    config: restoredConfig(container.Config, base.state.Config, config.changes),
    changes: config.changes,
    ...(config.author && { author: config.author }),
    ...(config.message && { message: config.message }),
  };
}

const imageArtifact = (engine: DockerEngine, id: string): Artifact => ({
  builderId: "packer.post-processor.docker-import",
  id,
  files: [],
  description: `Imported Docker image: ${id}`,
  values: { ImageSha256: id, DockerHost: engine.address.url },
  destroy: async () => void (await removeImage(engine, id)),
});

/** How long a cancelled build waits for the engine, in milliseconds. */
const patience = 45_000;

/** An engine cannot be stopped from committing: it would go on without us, and the image would have no owner. */
async function awaitCommit(committing: Promise<unknown>, container: string, { host }: BuildContext): Promise<void> {
  const settled = new AbortController();
  const late = host.sleep(patience, settled.signal).then(() => {
    throw new IngotError({
      code: "COMMIT_UNDER_WAY",
      source: "outside",
      message: `The Docker engine is still committing container ${container.slice(0, 12)}, which cannot be stopped; the image will be there when it is done.`,
    });
  });
  try {
    await Promise.race([committing.catch(() => {}), late]); // how it fails is told where it was begun
  } finally {
    settled.abort();
    late.catch(() => {});
  }
}

export async function exportFiles({ engine, id, config }: FinishedContainer, run: BuildContext): Promise<Artifact> {
  const file = config.export_path!;
  run.say("Exporting the container");
  await writeWholeFile(run.host.resolve(file), run, (partial) => exportContainer(engine, id, partial, run.signal));
  return artifactOfFiles((path) => run.host.resolve(path), {
    builderId: "packer.docker",
    id: "Container",
    files: [file],
    description: `Exported Docker file: ${file}`,
  });
}

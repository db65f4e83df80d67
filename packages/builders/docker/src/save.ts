import { commitContainer, type DockerEngine, exportContainer, removeImage } from "@ingot/client-docker";
import { type Artifact, artifactOfFiles, type BuildContext, writeWholeFile } from "@ingot/core/plugin";
import type { BaseImage } from "./base-image.js";
import { commitChanges } from "./commit-changes.js";
import type { DockerBuilderConfig } from "./config.js";

/** A container whose provisioning is over. */
export interface FinishedContainer {
  readonly engine: DockerEngine;
  readonly id: string;
  readonly base: BaseImage;
  readonly config: DockerBuilderConfig;
}

/** The id is the journal's only trace of the image: the container from which it is being made. */
export async function commitImage(finished: FinishedContainer, run: BuildContext): Promise<Artifact> {
  const { engine, id, base, config } = finished;
  run.say("Committing the container");
  const intent = {
    kind: "docker.image",
    description: `image committed from container ${id.slice(0, 12)}`,
    handle: { address: engine.address.url, container: id },
  };
  const commit = () =>
    commitContainer(engine, id, {
      changes: commitChanges(base.state.Config, config.changes),
      signal: run.signal,
      ...(config.author && { author: config.author }),
      ...(config.message && { message: config.message }),
    });
  const image = await run.acquire(intent, commit, async (made) => void (await removeImage(engine, made)));
  run.say(`Image ID: ${image.value}`);
  await image.keep();
  return {
    builderId: "packer.post-processor.docker-import",
    id: image.value,
    files: [],
    description: `Imported Docker image: ${image.value}`,
    values: { ImageSha256: image.value, DockerHost: engine.address.url },
    destroy: async () => void (await removeImage(engine, image.value)),
  };
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

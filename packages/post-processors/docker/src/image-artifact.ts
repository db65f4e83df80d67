import { type DockerEngine, inspectImage, statusOf } from "@ingot/client-docker";
import { type Artifact, type BuildContext, IngotError } from "@ingot/core/plugin";

/** Of a builder's commit and of docker-import, as Packer's manifests name both. */
export const importedImage = "packer.post-processor.docker-import";
export const taggedImage = "packer.post-processor.docker-tag";

/** Who makes images that an engine holds under `artifact.id`. docker-push and docker-save hand on what they are given. */
const makers: readonly string[] = [importedImage, taggedImage];

/** Refuses an artifact that is no image of an engine. */
export function requireImage({ builderId }: Artifact, type: string): void {
  if (makers.includes(builderId)) return;
  throw unknownType(
    builderId,
    `${type} takes an image of a Docker engine: what the docker builder commits, or docker-import, docker-tag, docker-push and docker-save give.`,
  );
}

export function unknownType(builderId: string, expected: string): IngotError {
  return new IngotError({
    code: "ARTIFACT_TYPE",
    source: "user",
    message: `Unknown artifact type: ${builderId}. ${expected}`,
    data: { builderId },
  });
}

/** The names that docker-tag gave, the artifact's own first. */
export function namesOf({ id, values }: Artifact): readonly string[] {
  const tags = Array.isArray(values.docker_tags) ? values.docker_tags.map(String) : [];
  return [...new Set([id, ...tags])];
}

/** An engine says 404 in several ways; this is ours. */
export async function requirePresent(engine: DockerEngine, image: string, { signal }: BuildContext): Promise<void> {
  try {
    await inspectImage(engine, image, signal);
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    throw new IngotError({
      code: "IMAGE_ABSENT",
      source: "outside",
      message: `The Docker engine at ${engine.address.url} has no image ${image}: something has removed it since it was made.`,
      cause: error,
      data: { image },
    });
  }
}

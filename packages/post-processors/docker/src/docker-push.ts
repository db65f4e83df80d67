import {
  checkLogin,
  connectDocker,
  type DockerEngine,
  ignoredPath,
  isImageId,
  loginFields,
  openRegistryLogin,
  parseImageReference,
  pushImage,
  type RegistryLogin,
  sayProgress,
} from "@ingot/client-docker";
import { type Artifact, type BuildContext, definePostProcessor, IngotError, optionalText } from "@ingot/core/plugin";
import * as z from "zod";
import { importedImage, namesOf, requireImage, requirePresent } from "./image-artifact.js";

export const dockerPushConfig = z.object({
  ...loginFields("push"),
  platform: optionalText().describe(
    'Which image of a multi-platform one to push, such as "linux/arm64"; it needs Docker 27.',
  ),
  docker_path: ignoredPath.field,
});

const dockerPushArtifact = z.object({
  docker_digests: z.array(z.string()).describe('What was pushed, for all time: "registry.example/team/app@sha256:…".'),
});

export type DockerPushConfig = z.infer<typeof dockerPushConfig>;

/** Pushes an image of a Docker engine to its registry, under each of its names. */
export const dockerPushPostProcessor = definePostProcessor<DockerPushConfig>({
  type: "docker-push",
  description: "Pushes an image of a Docker engine to a registry, under every name that it has been given.",
  config: dockerPushConfig,
  artifact: dockerPushArtifact,
  check: (config) => [...checkLogin(config), ...ignoredPath.check(config)],
  process: async (config, artifact, run) => ({ artifact: await push(config, artifact, run), keepInput: true }),
});

async function push(config: DockerPushConfig, artifact: Artifact, run: BuildContext): Promise<Artifact> {
  requireImage(artifact, "docker-push");
  const names = namesOf(artifact).filter((name) => !isImageId(name));
  if (names.length === 0) throw nameless(artifact);
  const engine = await connectDocker(run.host, run.signal);
  const login = await openRegistryLogin(config, run);
  const digests: string[] = [];
  for (const name of names) digests.push(...(await pushName(engine, name, { config, login }, run)));
  return pushed(artifact, [...new Set(digests)]);
}

interface Pushing {
  readonly config: DockerPushConfig;
  readonly login: RegistryLogin;
}

async function pushName(
  engine: DockerEngine,
  name: string,
  { config: { platform }, login }: Pushing,
  run: BuildContext,
): Promise<readonly string[]> {
  await requirePresent(engine, name, run);
  run.say(`Pushing: ${name}`);
  const auth = await login.authFor(name);
  const digest = await pushImage(engine, name, {
    signal: run.signal,
    onProgress: (event) => sayProgress(event, run),
    ...(auth && { auth }),
    ...(platform && { platform }),
  });
  return digest ? [`${parseImageReference(name).name}@${digest}`] : [];
}

/** It names what docker-tag made, and owns nothing: what is in the registry stays, and the engine's names are docker-tag's. */
const pushed = ({ id, description, values }: Artifact, docker_digests: readonly string[]): Artifact => ({
  builderId: importedImage,
  id,
  files: [],
  description,
  values: { ...values, docker_digests: [...docker_digests] },
  destroy: async () => {},
});

const nameless = ({ id }: Artifact) =>
  new IngotError({
    code: "IMAGE_NAME",
    source: "user",
    message: `The image ${id} has no name, and a name says which registry it goes to. Put docker-tag before docker-push, in one post-processors block.`,
    data: { image: id },
  });

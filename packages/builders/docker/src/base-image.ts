import {
  allRegistryAuths,
  buildImage,
  type DockerEngine,
  type ImageState,
  inspectImage,
  isImageId,
  openRegistryLogin,
  pullImage,
  removeImage,
  sayProgress,
  statusOf,
} from "@ingot/client-docker";
import { type BuildContext, IngotError, isIngotError } from "@ingot/core/plugin";
import { openBuildContext } from "./build-context.js";
import type { DockerBuilderConfig } from "./config.js";

/** The image that the container starts from. */
export interface BaseImage {
  /** As the user wrote it, or the id of a built one. */
  readonly name: string;
  readonly state: ImageState;
}

/** Pulls or builds the base image, and looks at it. */
export async function prepareBaseImage(
  engine: DockerEngine,
  config: DockerBuilderConfig,
  run: BuildContext,
): Promise<BaseImage> {
  const name = config.build ? await buildBase(engine, config, config.build, run) : config.image!;
  const pulled = !config.build && config.pull && !isImageId(name);
  if (pulled) await pullBase(engine, config, name, run);
  return { name, state: await inspectBase(engine, name, pulled, run) };
}

async function pullBase(engine: DockerEngine, config: DockerBuilderConfig, image: string, run: BuildContext) {
  run.say(`Pulling Docker image: ${image}`);
  const auth = await (await openRegistryLogin(config, run)).authFor(image);
  await pullImage(engine, image, {
    signal: run.signal,
    onProgress: (event) => sayProgress(event, run),
    ...(auth && { auth }),
    ...(config.platform && { platform: config.platform }),
  }).catch(async (error: unknown) => {
    throw isIngotError(error, "IMAGE_PULL") ? await withOwnCopy(engine, image, error, run) : error;
  });
}

/** Nothing is built from an older copy unasked, but whoever has one is told. */
async function withOwnCopy(engine: DockerEngine, image: string, error: IngotError, run: BuildContext) {
  const hasCopy = await inspectImage(engine, image, run.signal).then(
    () => true,
    () => false,
  );
  const { code, source, message, data } = error;
  const hint = "The engine has a copy of that name; set pull = false to build from it.";
  return hasCopy ? new IngotError({ code, source, message: `${message}. ${hint}`, cause: error, data }) : error;
}

async function buildBase(
  engine: DockerEngine,
  config: DockerBuilderConfig,
  build: NonNullable<DockerBuilderConfig["build"]>,
  run: BuildContext,
): Promise<string> {
  run.say("Building base image...");
  const { archive, dockerfile } = await openBuildContext(build, run.host);
  const { own } = await openRegistryLogin(config, run);
  const id = await buildImage(engine, archive, {
    dockerfile,
    arguments: build.arguments,
    pull: build.pull,
    auths: { ...(await allRegistryAuths(run.host)), ...(own && { [own.serveraddress!]: own }) },
    signal: run.signal,
    onProgress: (event) => sayProgress(event, run),
    ...(config.platform && { platform: config.platform }),
  });
  if (config.discard) await removeAtEnd(engine, id, run);
  return id;
}

async function removeAtEnd(engine: DockerEngine, image: string, run: BuildContext): Promise<void> {
  const intent = {
    kind: "docker.image",
    description: `image ${image}`,
    handle: { address: engine.address.url, image },
  };
  await run.acquire(
    intent,
    async () => image,
    () => removeUnlessUsed(engine, image),
  );
}

/** Builds of one Dockerfile share its image, within a run and beyond it: the last one to use it removes it. */
async function removeUnlessUsed(engine: DockerEngine, image: string): Promise<void> {
  try {
    await removeImage(engine, image);
  } catch (error) {
    if (statusOf(error) !== 409) throw error;
  }
}

async function inspectBase(
  engine: DockerEngine,
  image: string,
  pulled: boolean,
  run: BuildContext,
): Promise<ImageState> {
  try {
    return await inspectImage(engine, image, run.signal);
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    throw absentImage(engine, image, pulled, error);
  }
}

function adviceFor(image: string, pulled: boolean): string {
  if (isImageId(image)) return "An id is not pulled: build, pull or load the image first.";
  return pulled ? "Check its name." : "Pull or load it first, or remove pull = false.";
}

const absentImage = (engine: DockerEngine, image: string, pulled: boolean, cause: unknown) =>
  new IngotError({
    code: "IMAGE_ABSENT",
    source: "user",
    message: `The Docker engine at ${engine.address.url} has no image ${image}. ${adviceFor(image, pulled)}`,
    cause,
    data: { image },
  });

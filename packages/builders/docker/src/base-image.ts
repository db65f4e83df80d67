import {
  allRegistryAuths,
  buildImage,
  type DockerEngine,
  findRegistryAuth,
  type ImageState,
  inspectImage,
  type ProgressEvent,
  parseImageReference,
  pullImage,
  type RegistryAuth,
  removeImage,
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

/** No registry knows an image by its id: it is in the engine or nowhere. */
const isImageId = (name: string) => /^sha256:[0-9a-f]{64}$/.test(name);

async function pullBase(engine: DockerEngine, config: DockerBuilderConfig, image: string, run: BuildContext) {
  run.say(`Pulling Docker image: ${image}`);
  const auth = await authFor(config, image, run);
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

/** Progress bars stay out; what is said once comes through. */
function sayProgress({ id, status, stream, progressDetail }: ProgressEvent, run: BuildContext): void {
  if (progressDetail?.total !== undefined || (status === undefined && stream === undefined)) return;
  const text = stream ?? (id ? `${id}: ${status}` : status!);
  for (const line of text.split("\n")) if (line.trim() !== "") run.output({ stream: "stdout", text: line });
}

/** The block's own credentials go to their own registry only. */
async function authFor(
  config: DockerBuilderConfig,
  image: string,
  run: BuildContext,
): Promise<RegistryAuth | undefined> {
  const { registry } = parseImageReference(image);
  const own = ownAuth(config, run);
  if (own && registryOf(config) === registry) return own;
  if (own)
    run.warn(
      `login_server is ${registryOf(config)}, but ${image} comes from ${registry}: it is pulled without the block's login.`,
    );
  return findRegistryAuth(run.host, registry, run.signal);
}

function ownAuth(config: DockerBuilderConfig, run: BuildContext): RegistryAuth | undefined {
  if (!config.login || !config.login_username || !config.login_password) return undefined;
  run.hide(config.login_password);
  return {
    username: config.login_username,
    password: config.login_password,
    serveraddress: config.login_server || "https://index.docker.io/v1/",
  };
}

function registryOf({ login_server }: DockerBuilderConfig): string {
  const host = (login_server ?? "").replace(/^https?:\/\//, "").split("/")[0]!;
  return host === "" || host === "index.docker.io" ? "docker.io" : host;
}

async function buildBase(
  engine: DockerEngine,
  config: DockerBuilderConfig,
  build: NonNullable<DockerBuilderConfig["build"]>,
  run: BuildContext,
): Promise<string> {
  run.say("Building base image...");
  const { archive, dockerfile } = await openBuildContext(build, run.host);
  const own = ownAuth(config, run);
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

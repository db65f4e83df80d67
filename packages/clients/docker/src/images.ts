import type { Readable } from "node:stream";
import { IngotError } from "@ingot/core/plugin";
import type { ContainerState } from "./containers.js";
import { statusOf } from "./docker-error.js";
import { callEngine, callJson, callPlain, type DockerEngine } from "./engine.js";
import type { Query } from "./engine-request.js";
import { imagePath } from "./image-reference.js";
import { followProgress, type ProgressFollower } from "./progress.js";
import { encodeRegistryAuth, type RegistryAuth } from "./registry-auth.js";

/** What we read of an image. */
export interface ImageState {
  readonly Id: string;
  readonly RepoTags: readonly string[] | null;
  readonly RepoDigests: readonly string[] | null;
  readonly Os: string;
  readonly Architecture: string;
  /** The container that it was committed from; older engines only. */
  readonly Container?: string;
  readonly Config: {
    readonly Hostname?: string;
    readonly Entrypoint?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly Labels?: Readonly<Record<string, string>> | null;
  } | null;
}

const during = (signal: AbortSignal | undefined) => (signal ? { signal } : {});

export interface ImageBuild extends ProgressFollower {
  /** The Dockerfile's path in the context. */
  readonly dockerfile: string;
  readonly arguments?: Readonly<Record<string, string>>;
  readonly pull?: boolean;
  readonly platform?: string;
  readonly auths?: Readonly<Record<string, RegistryAuth>>;
}

/** Builds an image from a tar archive of a context and resolves with its id. Throws IMAGE_BUILD with the engine's message. */
export async function buildImage(engine: DockerEngine, context: Readable, build: ImageBuild): Promise<string> {
  const query: Query = {
    dockerfile: build.dockerfile,
    buildargs: JSON.stringify(build.arguments ?? {}),
    pull: build.pull,
    platform: build.platform,
    rm: true,
    forcerm: true,
  };
  const headers = { "Content-Type": "application/x-tar", "X-Registry-Config": encodeRegistryAuth(build.auths ?? {}) };
  const call = { method: "POST", path: "/build", query, headers, stream: context, ...during(build.signal) } as const;
  let id: string | undefined;
  const onProgress: ProgressFollower["onProgress"] = (event) => {
    id = event.aux?.ID ?? id;
    return build.onProgress?.(event);
  };
  await followProgress(await callEngine(engine, call), { ...build, onProgress }, buildFailed);
  if (id === undefined) throw buildFailed("the engine names no image");
  return id;
}

function buildFailed(engineMessage: string): IngotError {
  return new IngotError({
    code: "IMAGE_BUILD",
    source: "outside",
    message: `The base image cannot be built: ${engineMessage}`,
    data: { engineMessage },
  });
}

export function inspectImage(engine: DockerEngine, image: string, signal?: AbortSignal): Promise<ImageState> {
  return callJson(engine, { method: "GET", path: imagePath(image, "/json"), ...during(signal) });
}

/** Gives `image` one more name. */
export function tagImage(
  engine: DockerEngine,
  image: string,
  { repository, tag }: { repository: string; tag: string },
  signal?: AbortSignal,
): Promise<void> {
  const query = { repo: repository, tag };
  return callPlain(engine, { method: "POST", path: imagePath(image, "/tag"), query, ...during(signal) });
}

/** Removes a name, or with an id the image; false when it was already gone. `force` removes all names of an id. */
export async function removeImage(
  engine: DockerEngine,
  image: string,
  { force = false, signal }: { force?: boolean; signal?: AbortSignal } = {},
): Promise<boolean> {
  try {
    await callPlain(engine, { method: "DELETE", path: imagePath(image), query: { force }, ...during(signal) });
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

/** The ids of the images that fit the Engine API's filters: `{ dangling: ["true"] }`. */
export async function listImages(
  engine: DockerEngine,
  filters: Readonly<Record<string, readonly string[]>>,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const query = { filters: JSON.stringify(filters) };
  const call = { method: "GET", path: "/images/json", query, ...during(signal) } as const;
  return (await callJson<readonly { Id: string }[]>(engine, call)).map((image) => image.Id);
}

export interface CommitOptions {
  readonly author?: string;
  readonly message?: string;
  /** In place of the container's own, and whole: the instructions see nothing else. */
  readonly config?: ContainerState["Config"];
  /** Dockerfile instructions. */
  readonly changes?: readonly string[];
  /** Stops the container's processes meanwhile. Default true. */
  readonly pause?: boolean;
  readonly signal?: AbortSignal;
}

/** Makes an image of a container's files and config; resolves with its id. */
export async function commitContainer(
  engine: DockerEngine,
  container: string,
  { author, message, config: json, changes, pause = true, signal }: CommitOptions = {},
): Promise<string> {
  const query = { container, author, comment: message, changes, pause: pause ? 1 : 0 };
  const call = { method: "POST", path: "/commit", query, json: json ?? {}, ...during(signal) } as const;
  return (await callJson<{ Id: string }>(engine, call)).Id;
}

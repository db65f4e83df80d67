import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { IngotError } from "@ingot/core/plugin";
import { connectionLost, statusOf } from "./docker-error.js";
import { callEngine, callJson, callPlain, type DockerEngine } from "./engine.js";
import type { Query } from "./engine-request.js";
import { parseImageReference } from "./image-reference.js";
import { encodeRegistryAuth, type RegistryAuth } from "./registry-auth.js";

/** What we read of an image. */
export interface ImageState {
  readonly Id: string;
  readonly RepoTags: readonly string[] | null;
  readonly RepoDigests: readonly string[] | null;
  /** The container that it was committed from; older engines only. */
  readonly Container?: string;
  readonly Config: {
    readonly Hostname?: string;
    readonly Entrypoint?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly Labels?: Readonly<Record<string, string>> | null;
  } | null;
}

/** One line of a pull's or build's progress. */
export interface ProgressEvent {
  readonly id?: string;
  readonly status?: string;
  readonly stream?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly aux?: { readonly ID?: string };
}

interface WireEvent extends ProgressEvent {
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
}

export interface PullOptions {
  readonly platform?: string;
  readonly auth?: RegistryAuth;
  readonly signal?: AbortSignal;
  onProgress?(event: ProgressEvent): void | Promise<void>;
}

const pathOf = (name: string, rest = "") => `/images/${encodeImageName(name)}${rest}`;
const during = (signal: AbortSignal | undefined) => (signal ? { signal } : {});

/** The slashes of a name are part of the path. */
const encodeImageName = (name: string): string => name.split("/").map(encodeURIComponent).join("/");

/** Pulls one image; without a tag or digest, "latest". Throws IMAGE_PULL with the engine's message. */
export async function pullImage(engine: DockerEngine, image: string, options: PullOptions = {}): Promise<void> {
  const { name, tag, digest } = parseImageReference(image);
  const query = { fromImage: name, tag: digest ?? tag ?? "latest", platform: options.platform };
  const headers = options.auth ? { "X-Registry-Auth": encodeRegistryAuth(options.auth) } : {};
  const call = { method: "POST", path: "/images/create", query, headers, ...during(options.signal) } as const;
  const response = await callEngine(engine, call).catch((error: unknown) => {
    throw statusOf(error) === undefined ? error : pullFailed(image, (error as IngotError).data.engineMessage as string);
  });
  await followProgress(response, options, (message) => pullFailed(image, message));
}

function pullFailed(image: string, engineMessage: string): IngotError {
  return new IngotError({
    code: "IMAGE_PULL",
    source: "outside",
    message: `The image ${image} cannot be pulled: ${engineMessage}`,
    data: { image, engineMessage },
  });
}

export interface ImageBuild {
  /** The Dockerfile's path in the context. */
  readonly dockerfile: string;
  readonly arguments?: Readonly<Record<string, string>>;
  readonly pull?: boolean;
  readonly platform?: string;
  readonly auths?: Readonly<Record<string, RegistryAuth>>;
  readonly signal?: AbortSignal;
  onProgress?(event: ProgressEvent): void | Promise<void>;
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
  const onProgress = (event: ProgressEvent) => {
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
  return callJson(engine, { method: "GET", path: pathOf(image, "/json"), ...during(signal) });
}

/** Gives `image` one more name. */
export function tagImage(
  engine: DockerEngine,
  image: string,
  { repository, tag }: { repository: string; tag: string },
  signal?: AbortSignal,
): Promise<void> {
  const query = { repo: repository, tag };
  return callPlain(engine, { method: "POST", path: pathOf(image, "/tag"), query, ...during(signal) });
}

/** Removes a name, or with an id the image; false when it was already gone. `force` removes all names of an id. */
export async function removeImage(
  engine: DockerEngine,
  image: string,
  { force = false, signal }: { force?: boolean; signal?: AbortSignal } = {},
): Promise<boolean> {
  try {
    await callPlain(engine, { method: "DELETE", path: pathOf(image), query: { force }, ...during(signal) });
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
  { author, message, changes, pause = true, signal }: CommitOptions = {},
): Promise<string> {
  const query = { container, author, comment: message, changes, pause: pause ? 1 : 0 };
  const call = { method: "POST", path: "/commit", query, json: {}, ...during(signal) } as const;
  return (await callJson<{ Id: string }>(engine, call)).Id;
}

interface ProgressFollower {
  readonly signal?: AbortSignal;
  onProgress?(event: ProgressEvent): void | Promise<void>;
}

/** The engine says 200 before it works; a failure comes as the last line. */
async function followProgress(
  response: IncomingMessage,
  { signal, onProgress }: ProgressFollower,
  failed: (engineMessage: string) => IngotError,
): Promise<void> {
  for await (const event of eventsOf(response, signal)) {
    const message = event.errorDetail?.message ?? event.error;
    if (message !== undefined) throw failed(message);
    await onProgress?.(event);
  }
}

async function* eventsOf(response: IncomingMessage, signal?: AbortSignal): AsyncGenerator<WireEvent> {
  const decoder = new StringDecoder("utf8");
  let pending = "";
  for await (const chunk of bodyOf(response, signal)) {
    const lines = (pending + decoder.write(chunk)).split("\n");
    pending = lines.pop()!;
    for (const line of lines) if (line.trim() !== "") yield JSON.parse(line);
  }
  if (pending.trim() !== "") yield JSON.parse(pending);
}

async function* bodyOf(response: IncomingMessage, signal?: AbortSignal): AsyncGenerator<Buffer> {
  try {
    yield* response as AsyncIterable<Buffer>;
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw connectionLost("image progress", error);
  }
}

import { createWriteStream } from "node:fs";
import type { Readable } from "node:stream";
import { IngotError } from "@ingot/core/plugin";
import { messageOf } from "./docker-error.js";
import { callEngine, type DockerEngine, speakingAtLeast } from "./engine.js";
import { actionOf, type EngineRequest } from "./engine-request.js";
import { imagePath, parseImageReference, withTag } from "./image-reference.js";
import { inspectImage } from "./images.js";
import { followProgress, type ProgressEvent, type ProgressFollower } from "./progress.js";
import { encodeRegistryAuth, type RegistryAuth } from "./registry-auth.js";
import { writeBody } from "./write-body.js";

export interface RegistryOptions extends ProgressFollower {
  readonly auth?: RegistryAuth;
  /** Which image of a multi-platform one: "linux/arm64". */
  readonly platform?: string;
}

/** Pulls one image; without a tag or digest, "latest". Throws IMAGE_PULL with the engine's message. */
export function pullImage(engine: DockerEngine, image: string, options: RegistryOptions = {}): Promise<void> {
  const { name, tag, digest } = parseImageReference(withTag(image));
  const query = { fromImage: name, tag: digest ?? tag, platform: options.platform };
  const headers = options.auth ? authHeader(options.auth) : {};
  const call = { method: "POST", path: "/images/create", query, headers } as const;
  return transfer(engine, call, failing("IMAGE_PULL", `The image ${image} cannot be pulled`, { image }), options);
}

/**
 * Pushes one name to its registry, without a tag "latest", and resolves with the digest that it has there, where the engine tells.
 * Throws IMAGE_PUSH with the engine's message, which holds the registry's; DOCKER_API_VERSION where it cannot choose a platform.
 */
export async function pushImage(
  engine: DockerEngine,
  image: string,
  options: RegistryOptions = {},
): Promise<string | undefined> {
  const { name, tag } = parseImageReference(withTag(image));
  const query = { tag, platform: options.platform && JSON.stringify(parsePlatform(options.platform)) };
  const call = {
    method: "POST",
    path: imagePath(name, "/push"),
    query,
    headers: authHeader(options.auth ?? {}),
  } as const;
  const speaking = options.platform ? speakingAtLeast(engine, "1.46", "push one platform of an image") : engine;
  let digest: string | undefined;
  await transfer(speaking, call, failing("IMAGE_PUSH", `The image ${image} cannot be pushed`, { image }), {
    ...options,
    onProgress: (event) => {
      digest = event.aux?.Digest ?? digest;
      return options.onProgress?.(event);
    },
  });
  return digest;
}

const authHeader = (auth: RegistryAuth) => ({ "X-Registry-Auth": encodeRegistryAuth(auth) });

/** "linux/arm/v7" as the Open Container Initiative has it. */
function parsePlatform(text: string) {
  const [os, architecture, variant] = text.split("/");
  return { os, architecture, variant };
}

/** Streams an image and its history as an archive for `docker load` to `file`, truncating it. After a failure the file holds a part only. */
export async function saveImage(
  engine: DockerEngine,
  image: string,
  file: string,
  signal?: AbortSignal,
): Promise<void> {
  const call = { method: "GET", path: imagePath(withTag(image), "/get"), ...(signal && { signal }) } as const;
  await writeBody(await callEngine(engine, call), createWriteStream(file), actionOf(call), signal);
}

export interface ImportOptions {
  readonly repository?: string;
  readonly tag?: string;
  /** Dockerfile instructions. */
  readonly changes?: readonly string[];
  readonly platform?: string;
  readonly signal?: AbortSignal;
}

/** Makes an image of one layer from a tar archive of a file system; resolves with its id. Throws IMAGE_IMPORT with the engine's message. */
export async function importImage(
  engine: DockerEngine,
  archive: Readable,
  { repository, tag, changes, platform, signal }: ImportOptions = {},
): Promise<string> {
  const query = { fromSrc: "-", repo: repository, tag, changes, platform };
  const call = { method: "POST", path: "/images/create", query, stream: archive } as const;
  const failed = failing("IMAGE_IMPORT", "The archive cannot be imported");
  return namedBy(engine, call, failed, /^(sha256:[0-9a-f]{64})$/, signal);
}

/** Takes in what `docker save` or an image builder wrote; resolves with the image's id. Throws IMAGE_LOAD with the engine's message. */
export async function loadImage(engine: DockerEngine, archive: Readable, signal?: AbortSignal): Promise<string> {
  const headers = { "Content-Type": "application/x-tar" };
  const call = { method: "POST", path: "/images/load", query: { quiet: true }, headers, stream: archive } as const;
  const failed = failing("IMAGE_LOAD", "The archive cannot be loaded");
  const loaded = await namedBy(engine, call, failed, /^Loaded image(?: ID)?: (\S+)\s*$/, signal);
  return (await inspectImage(engine, loaded, signal)).Id;
}

type Failing = (engineMessage: string) => IngotError;

function failing(code: string, what: string, data: Readonly<Record<string, string>> = {}): Failing {
  return (engineMessage) =>
    new IngotError({ code, source: "outside", message: `${what}: ${engineMessage}`, data: { ...data, engineMessage } });
}

/** What the last line that fits `pattern` names. */
async function namedBy(
  engine: DockerEngine,
  call: EngineRequest,
  failed: Failing,
  pattern: RegExp,
  signal: AbortSignal | undefined,
): Promise<string> {
  let name: string | undefined;
  const onProgress = ({ status, stream }: ProgressEvent) => {
    name = pattern.exec(status ?? stream ?? "")?.[1] ?? name;
  };
  await transfer(engine, call, failed, { onProgress, ...(signal && { signal }) });
  if (name === undefined) throw failed("the engine names no image");
  return name;
}

/** The engine refuses at once, or later in its progress: both are the same failure. */
async function transfer(engine: DockerEngine, call: EngineRequest, failed: Failing, options: ProgressFollower) {
  const { signal } = options;
  const response = await callEngine(engine, { ...call, ...(signal && { signal }) }).catch((error: unknown) => {
    const message = messageOf(error);
    throw message === undefined ? error : failed(message);
  });
  await followProgress(response, options, failed);
}

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type Host, IngotError } from "@ingot/core/plugin";
import { type DockerAddress, findDockerAddress } from "./address.js";
import { unreachable } from "./docker-error.js";
import { actionOf, type EngineRequest, hijack, parseAnswer, readBody, send } from "./engine-request.js";

/** A Docker engine that has answered, and the API version that we speak with it. Holds no connection. */
export interface DockerEngine {
  readonly address: DockerAddress;
  readonly apiVersion: string;
  /** The newest API version that it offers. */
  readonly offered: string;
  /** "linux" or "windows". */
  readonly osType: string;
}

/** Docker 20.10: the first with `platform` on create. */
const oldestApiVersion = "1.41";
/** Docker 25: the newest whose image descriptions still name the container that they were committed from. */
const newestApiVersion = "1.44";

/** Finds the engine of `host` and agrees on an API version. Throws DOCKER_UNREACHABLE, DOCKER_ADDRESS, DOCKER_API_VERSION. */
export async function connectDocker(host: Host, signal?: AbortSignal): Promise<DockerEngine> {
  return connectDockerAt(await findDockerAddress(host), signal);
}

export async function connectDockerAt(address: DockerAddress, signal?: AbortSignal): Promise<DockerEngine> {
  const response = await send(address, { method: "GET", path: "/_ping", ...(signal && { signal }) });
  response.resume();
  const offered = headerOf(response, "api-version");
  if (offered === undefined) throw unreachable(address, new Error("what answers there is not a Docker engine"));
  return { address, offered, apiVersion: agreeOn(offered, address), osType: headerOf(response, "ostype") ?? "linux" };
}

/** A call whose answer is JSON. */
export async function callJson<T>(engine: DockerEngine, call: EngineRequest): Promise<T> {
  return parseAnswer(await bodyOf(engine, call), actionOf(call)) as T;
}

/** A call whose answer is of no interest beyond success. */
export async function callPlain(engine: DockerEngine, call: EngineRequest): Promise<void> {
  await bodyOf(engine, call);
}

async function bodyOf(engine: DockerEngine, call: EngineRequest): Promise<string> {
  return readBody(await callEngine(engine, call), actionOf(call));
}

/** A call whose answer is read by the caller. */
export function callEngine(engine: DockerEngine, call: EngineRequest): Promise<IncomingMessage> {
  return send(engine.address, versioned(engine, call));
}

/** A call that turns its connection into a raw stream. */
export function callHijacked(engine: DockerEngine, call: EngineRequest): Promise<Duplex> {
  return hijack(engine.address, versioned(engine, call));
}

const versioned = (engine: DockerEngine, call: EngineRequest): EngineRequest => ({
  ...call,
  path: `/v${engine.apiVersion}${call.path}`,
});

function agreeOn(offered: string, address: DockerAddress): string {
  if (compareVersions(offered, oldestApiVersion) < 0) throw tooOld(offered, address, oldestApiVersion);
  return compareVersions(offered, newestApiVersion) < 0 ? offered : newestApiVersion;
}

/** The same engine, spoken to in `version` or what is newer already. Throws DOCKER_API_VERSION where it cannot. */
export function speakingAtLeast(engine: DockerEngine, version: string, purpose: string): DockerEngine {
  if (compareVersions(engine.offered, version) < 0) throw tooOld(engine.offered, engine.address, version, purpose);
  return compareVersions(engine.apiVersion, version) < 0 ? { ...engine, apiVersion: version } : engine;
}

const dockerOf: Readonly<Record<string, string>> = { "1.41": "20.10", "1.46": "27" };

function tooOld(offered: string, address: DockerAddress, needed: string, purpose?: string): IngotError {
  const why = purpose === undefined ? "" : ` to ${purpose}`;
  return new IngotError({
    code: "DOCKER_API_VERSION",
    source: "outside",
    message: `The Docker engine at ${address.url} speaks API version ${offered}, but Ingot needs ${needed} (Docker ${dockerOf[needed]}) or newer${why}. Update the engine.`,
    data: { address: address.url, offered, needed },
  });
}

function compareVersions(left: string, right: string): number {
  const [leftMajor = 0, leftMinor = 0] = left.split(".").map(Number);
  const [rightMajor = 0, rightMinor = 0] = right.split(".").map(Number);
  return leftMajor - rightMajor || leftMinor - rightMinor;
}

function headerOf(response: IncomingMessage, name: string): string | undefined {
  const value = response.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

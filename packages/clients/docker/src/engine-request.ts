import { type ClientRequest, type IncomingMessage, type RequestOptions, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { addAbortSignal, type Duplex, type Readable } from "node:stream";
import type { DockerAddress } from "./address.js";
import { connectionLost, notJson, refused, unreachable } from "./docker-error.js";

/** One call of the Engine API. */
export interface EngineRequest {
  readonly method: "DELETE" | "GET" | "HEAD" | "POST" | "PUT";
  /** With its version: "/v1.41/containers/json". */
  readonly path: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it comes, chunked; a tar archive. */
  readonly stream?: Readable;
  readonly signal?: AbortSignal;
}

/** Undefined and false stay out; a list repeats its name. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/**
 * Sends a request on a connection of its own and resolves with the answer's head, its body unread. Refusals are
 * `IngotError`s with the engine's message and status; the signal also ends the reading of the body.
 */
export async function send(address: DockerAddress, call: EngineRequest): Promise<IncomingMessage> {
  call.signal?.throwIfAborted();
  const outgoing = open(address, call, call.json === undefined ? {} : { "Content-Type": "application/json" });
  const answered = answer(outgoing, address, call);
  const response = await (call.stream
    ? sendStream(outgoing, call.stream, answered)
    : sendJson(outgoing, call, answered));
  if (response.statusCode! < 400) return response;
  throw refused(actionOf(call), response.statusCode!, await engineMessage(response));
}

/** Sends a request that turns the connection into a raw two-way stream (101 Upgrade). The signal destroys that too. */
export async function hijack(address: DockerAddress, call: EngineRequest): Promise<Duplex> {
  call.signal?.throwIfAborted();
  const headers = { "Content-Type": "application/json", Connection: "Upgrade", Upgrade: "tcp" };
  const outgoing = open(address, call, headers);
  const upgraded = new Promise<Duplex>((resolve) => {
    outgoing.once("upgrade", (_response, socket: Duplex, head: Buffer) => {
      if (head.length > 0) socket.unshift(head);
      resolve(call.signal ? addAbortSignal(call.signal, socket) : socket);
    });
  });
  const answered = answer(outgoing, address, call);
  outgoing.end(JSON.stringify(call.json ?? {}));
  const outcome = await Promise.race([upgraded, answered]);
  if (!("statusCode" in outcome)) return outcome as Duplex;
  const response = outcome as IncomingMessage;
  throw refused(actionOf(call), response.statusCode!, await engineMessage(response));
}

/** The whole body. */
export async function readBody(response: IncomingMessage, action: string): Promise<string> {
  return Buffer.concat(await collect(response, action)).toString("utf8");
}

/** The JSON of an answer or of a line of it; undefined for blanks. Throws DOCKER_ANSWER. */
export function parseAnswer(text: string, action: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notJson(action, text, error);
  }
}

export function actionOf(call: Pick<EngineRequest, "method" | "path">): string {
  return `${call.method} ${call.path.replace(/^\/v[\d.]+/, "")}`;
}

function open(address: DockerAddress, call: EngineRequest, headers: Readonly<Record<string, string>>): ClientRequest {
  const options: RequestOptions = {
    method: call.method,
    path: call.path + encodeQuery(call.query ?? {}),
    headers: { Host: address.host ?? "docker", ...headers, ...call.headers },
    agent: false,
    ...(call.signal && { signal: call.signal }),
    ...(address.socketPath === undefined
      ? { host: address.host, port: address.port }
      : { socketPath: address.socketPath }),
  };
  if (!address.tls) return requestHttp(options);
  return requestHttps({ ...options, ...address.tls });
}

/** Tells apart the three ways to fail before an answer: cancelled, never connected, connected and lost. */
function answer(outgoing: ClientRequest, address: DockerAddress, call: EngineRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let connected = false;
    outgoing.once("socket", (socket) => {
      const ready = address.tls ? "secureConnect" : "connect";
      socket.once(ready, () => {
        connected = true;
        if (address.socketPath === undefined) socket.setKeepAlive(true, 30_000);
      });
    });
    outgoing.once("response", resolve);
    outgoing.on("error", (error) => {
      if (call.signal?.aborted) reject(call.signal.reason);
      else reject(connected ? connectionLost(actionOf(call), error) : unreachable(address, error));
    });
  });
}

function sendJson(outgoing: ClientRequest, call: EngineRequest, answered: Promise<IncomingMessage>) {
  outgoing.end(call.json === undefined ? undefined : JSON.stringify(call.json));
  return answered;
}

/**
 * The engine may answer before the body's end, and refuse it. A body that fails must not look like a whole one: the
 * request is then cut off, and the body's own error is thrown.
 */
async function sendStream(outgoing: ClientRequest, body: Readable, answered: Promise<IncomingMessage>) {
  const poured = pour(body, outgoing).catch((error) => {
    outgoing.destroy();
    throw error;
  });
  poured.catch(() => undefined);
  try {
    return await Promise.race([answered, poured.then(() => answered)]);
  } finally {
    body.destroy();
  }
}

async function pour(body: Readable, outgoing: ClientRequest): Promise<void> {
  for await (const chunk of body) {
    if (outgoing.destroyed) return;
    if (!outgoing.write(chunk)) await drained(outgoing);
  }
  outgoing.end();
}

function drained(outgoing: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      outgoing.off("drain", settle).off("close", settle);
      resolve();
    };
    outgoing.on("drain", settle).on("close", settle);
  });
}

function encodeQuery(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "object") for (const each of value) parameters.append(name, each);
    else parameters.append(name, value === true ? "1" : String(value));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

const longestMessage = 64 * 1024;

/** The engine's `message`; what is not JSON is given as it is, within a bound. */
async function engineMessage(response: IncomingMessage): Promise<string> {
  const text = await readSome(response, longestMessage);
  response.destroy();
  try {
    const parsed: { message?: unknown } = JSON.parse(text);
    if (typeof parsed.message === "string") return parsed.message.trim();
  } catch {
    // Not an engine's own answer: a proxy's page, or cut short.
  }
  return text.trim() || (response.statusMessage ?? "no message");
}

/** A refusal stands even when its text is lost on the way. */
async function readSome(response: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= limit) break;
    }
  } catch {
    // What has come is enough.
  }
  return Buffer.concat(chunks).subarray(0, limit).toString("utf8");
}

async function collect(response: IncomingMessage, action: string): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch (error) {
    throw connectionLost(action, error);
  }
  return chunks;
}

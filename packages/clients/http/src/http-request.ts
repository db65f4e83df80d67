import { isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Host } from "@ingot/core/plugin";
import { httpFailure, incomplete, notText, timedOut, tooLarge } from "./http-error.js";
import { sendFollowing } from "./redirects.js";
import { type SendOptions, send } from "./send.js";
import type { TlsOptions } from "./tls-options.js";

export interface HttpRequest {
  readonly url: string;
  /** Default: GET. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly tls?: TlsOptions;
  /** Default: true. */
  readonly followRedirects?: boolean;
  /** For all of it, in milliseconds. */
  readonly timeout: number;
  /** Of the answer's body. */
  readonly mostBytes: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; of those that came several times the values are joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What goes out. */
export type Sent = Omit<HttpRequest, "timeout" | "mostBytes">;

/** What timers can count to, in milliseconds: 24 days. */
const longestWait = 2 ** 31 - 1;

/**
 * One request, and its whole answer, whatever its status. Throws an `IngotError` whose message names the server and none of what
 * was sent: HTTP_UNREACHABLE, HTTP_TLS, HTTP_TIMEOUT, HTTP_INCOMPLETE, HTTP_TOO_LARGE, HTTP_REDIRECTS.
 */
export async function httpRequest(request: HttpRequest, host: Host, signal: AbortSignal): Promise<HttpResponse> {
  const expired = new AbortController();
  const done = new AbortController();
  host.sleep(Math.min(request.timeout, longestWait), done.signal).then(
    () => expired.abort(timedOut(request)),
    () => {}, // it is done
  );
  const options = { patience: 0, signal: AbortSignal.any([signal, expired.signal]) }; // the whole has its own time
  try {
    return await withResponse(request, host, options, async ({ status, headers, body }) => ({
      status,
      headers,
      body: await wholeBody(body, request),
    }));
  } finally {
    done.abort();
  }
}

/** An answer whose body is still to come. */
export interface HttpAnswer extends Omit<HttpResponse, "body"> {
  readonly body: AsyncIterable<Buffer>;
}

/**
 * One request, and what `use` makes of its answer as it comes. The connection ends with `use`. Throws as `httpRequest` does; a body
 * that ends early makes `use`'s reading of it throw HTTP_INCOMPLETE.
 */
export async function withResponse<T>(
  request: Sent,
  host: Pick<Host, "env">,
  options: SendOptions,
  use: (answer: HttpAnswer) => Promise<T>,
): Promise<T> {
  try {
    const response = await ask(withLogin(request), host, options);
    try {
      const { statusCode: status = 0, headers } = response;
      return await use({ status, headers: plainHeaders(headers), body: chunksOf(response, request) });
    } finally {
      response.destroy();
    }
  } catch (error) {
    throw options.signal.aborted ? options.signal.reason : error;
  }
}

async function ask(request: Sent, host: Pick<Host, "env">, options: SendOptions): Promise<IncomingMessage> {
  const sendOne = (each: Sent) => send(each, host, options);
  try {
    return await (request.followRedirects === false ? sendOne(request) : sendFollowing(request, sendOne));
  } catch (error) {
    throw httpFailure(request, error);
  }
}

/** A user's name and password in the address are sent as a header; one that is given counts more. */
function withLogin<R extends Pick<HttpRequest, "url" | "headers">>(request: R): R {
  const url = new URL(request.url);
  if (url.username === "" && url.password === "") return request;
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = "";
  url.password = "";
  const given = Object.keys(request.headers ?? {}).some((name) => name.toLowerCase() === "authorization");
  const authorization = given ? {} : { Authorization: `Basic ${Buffer.from(login).toString("base64")}` };
  return { ...request, url: url.href, headers: { ...request.headers, ...authorization } };
}

function plainHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
  );
  return Object.fromEntries(entries);
}

/** Ended early by a server that goes away, it is an error and not a shorter body. */
async function* chunksOf(body: IncomingMessage, request: Sent): AsyncGenerator<Buffer> {
  try {
    yield* body as AsyncIterable<Buffer>;
  } catch (error) {
    throw incomplete(request, error);
  }
}

async function wholeBody(body: AsyncIterable<Buffer>, request: HttpRequest): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > request.mostBytes) throw tooLarge(request);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The body as text. Throws HTTP_NOT_TEXT for what is not UTF-8. */
export function textOf({ body }: Pick<HttpResponse, "body">, { url }: Pick<HttpRequest, "url">): string {
  if (!isUtf8(body)) throw notText(url);
  return new TextDecoder().decode(body);
}

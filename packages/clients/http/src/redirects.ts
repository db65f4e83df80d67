import type { IncomingMessage } from "node:http";
import { strangeRedirect, tooManyRedirects } from "./http-error.js";
import type { HttpRequest, Sent } from "./http-request.js";

/** As many as Go's client follows, and so Packer. */
const mostRedirects = 10;

/** Sends the request, and again to where the answer points. Another server gets no credentials. */
export async function sendFollowing(
  request: Sent,
  send: (request: Sent) => Promise<IncomingMessage>,
): Promise<IncomingMessage> {
  let next = request;
  for (let count = 0; count <= mostRedirects; count++) {
    const response = await send(next);
    const { location } = response.headers;
    if (!redirects.has(response.statusCode ?? 0) || location === undefined) return response;
    response.destroy();
    next = redirected(next, response.statusCode!, location);
  }
  throw tooManyRedirects(request, mostRedirects);
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function redirected(request: Sent, status: number, location: string): Sent {
  const target = URL.canParse(location, request.url) ? new URL(location, request.url) : undefined;
  if (!target || !/^https?:$/.test(target.protocol)) throw strangeRedirect(request);
  const isElsewhere = target.origin !== new URL(request.url).origin;
  const { body, ...rest } = request;
  const isRead = becomesRead(status, request.method ?? "GET");
  return {
    ...rest,
    url: target.href,
    headers: isElsewhere ? withoutCredentials(request.headers) : (request.headers ?? {}),
    ...(isRead ? { method: "GET" } : body !== undefined && { body }),
  };
}

/** What browsers and Go make of it: only 307 and 308 promise to keep a POST. */
const becomesRead = (status: number, method: string): boolean =>
  method !== "HEAD" && (status === 303 || ((status === 301 || status === 302) && method === "POST"));

const credentials: ReadonlySet<string> = new Set(["authorization", "cookie", "proxy-authorization"]);

function withoutCredentials(headers: HttpRequest["headers"] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !credentials.has(name.toLowerCase())));
}

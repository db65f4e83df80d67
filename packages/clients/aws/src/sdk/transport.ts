import { Agent, type AgentOptions } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { proxyAgent, readTlsFiles, settingOf } from "@ingot/client-http";
import type { Host } from "@ingot/core/plugin";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { HttpRequest, HttpResponse } from "@smithy/types";
import type { Transport } from "./services.js";

/** How requests reach AWS. */
export interface TransportOptions {
  readonly insecure: boolean;
  /** How long a server may say nothing before the request is tried again, in milliseconds. Default: a minute. */
  readonly patience?: number;
}

/** How long a connection may take to be made, in milliseconds. */
const connectionTimeout = 10_000;

/** Connections to one server at once; more requests wait for one. */
const maxSockets = 50;

/**
 * Sends the SDK's requests by the host's proxies and with the host's certificates (`AWS_CA_BUNDLE`), on connections that are kept for
 * a while. It is made once for all that reach AWS from a host.
 */
export function awsTransport(host: Host, { insecure, patience = 60_000 }: TransportOptions): Transport {
  const handlers = new Map<string, Promise<NodeHttpHandler>>();
  const open = async (url: URL) => {
    const agent = await agentFor(url, host, insecure);
    return new NodeHttpHandler({
      httpAgent: agent,
      httpsAgent: agent as SecureAgent,
      connectionTimeout,
      socketTimeout: patience,
    });
  };
  const handlerFor = (url: URL) => {
    const opened = handlers.get(url.origin) ?? open(url);
    handlers.set(url.origin, opened);
    return opened;
  };
  return {
    handle: async (request, options) => {
      const { response } = await (await handlerFor(addressOf(request))).handle(request, options);
      return { response: mayBePage(request, response) ? await refusePage(response) : response };
    },
  };
}

/** Only an object in S3 may be a page. */
const mayBePage = ({ method }: Pick<HttpRequest, "method">, { statusCode, headers }: HttpResponse): boolean =>
  (statusCode >= 400 || method === "POST") && /^text\/html/i.test(headers["content-type"] ?? "");

/** A page for people is of a proxy, or of a server that is not AWS. Some that stand in for AWS call all that they say so. */
async function refusePage(response: HttpResponse): Promise<HttpResponse> {
  const { statusCode, headers, body } = response;
  const page = await buffer(body as Readable);
  if (!/^\s*<(?:!doctype html|html)/i.test(page.toString("latin1")))
    return { ...response, body: Readable.from([page]) };
  const $response = { statusCode, headers, body: page.toString("utf8") };
  throw Object.assign(new Error("a page for people"), { $response, $metadata: { httpStatusCode: statusCode } });
}

/** What of a request says which server it goes to. */
export type Addressed = Pick<HttpRequest, "protocol" | "hostname" | "port">;

export const addressOf = ({ protocol, hostname, port }: Addressed): URL =>
  new URL(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`);

async function agentFor(url: URL, host: Host, insecure: boolean): Promise<Agent> {
  const { ca } = await readTlsFiles({ ca: settingOf(host.env, "AWS_CA_BUNDLE"), rejectUnauthorized: true }, host);
  const tls = { ...(ca && { ca }), ...(insecure && { rejectUnauthorized: false }) };
  const options: AgentOptions = { keepAlive: true, maxSockets, ...tls };
  const proxied = await proxyAgent(url, host, options);
  return proxied ?? (url.protocol === "https:" ? new SecureAgent(options) : new Agent(options));
}

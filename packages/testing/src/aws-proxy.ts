import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type AwsClient, awsClient, queryBody, queryRequest, type Send } from "./aws-client.js";
import { AwsRefusal, ec2Answer, refusalAnswer, type WireAnswer, WireRefusal } from "./aws-proxy/aws-answer.js";
import { type AwsCall, callOf, type Params, type WireRequest } from "./aws-proxy/aws-call.js";
import { onceByToken } from "./aws-proxy/client-tokens.js";
import { type FaultRule, faultsBy } from "./aws-proxy/faults.js";
import { contentOf, forwardTo } from "./aws-proxy/forward.js";
import { imageSettingMends } from "./aws-proxy/image-settings.js";
import { imageMends } from "./aws-proxy/images.js";
import { activeImports, importMends } from "./aws-proxy/import-tasks.js";
import { machineMends } from "./aws-proxy/machines.js";
import { openTunnel } from "./aws-proxy/tunnel.js";
import type { Mend, World } from "./aws-proxy/world.js";
import { type Moto, motoAccount } from "./moto.js";

export interface AwsProxyOptions {
  readonly rules?: readonly FaultRule[];
  /** An account of its own, so that tests side by side see nothing of one another. Default: moto's. */
  readonly account?: string;
  /** How many looks at an instance, image, snapshot or import show it as pending. Default 0. */
  readonly pendingLooks?: number;
  /** A file to which the public halves of the key pairs go that are made: sshd's `authorized_keys`. */
  readonly authorizedKeys?: string;
  /** Awaited before moto sees a call, and after it has answered but nobody has heard. */
  readonly onCall?: (call: AwsCall, moment: "before" | "after") => unknown;
  /** More actions that moto lacks. They come before ours. */
  readonly mends?: Readonly<Record<string, Mend>>;
  /** Speak for `*.amazonaws.com` too, to clients that connect through us. */
  readonly tls?: boolean;
}

/** Stands between a client and moto: records its calls, lets faults befall them, and adds what moto lacks. Asked by a test, it does neither of the first two. */
export interface AwsProxy extends AwsClient, AsyncDisposable {
  readonly endpoint: string;
  readonly account: string;
  /** As moto's, with this endpoint. */
  readonly env: Readonly<Record<string, string>>;
  /** For programs that shall believe to speak with Amazon itself. Only with `tls`. */
  readonly tunnelEnv: Readonly<Record<string, string>>;
  /** Each attempt, in the order in which they came. */
  readonly calls: readonly AwsCall[];
}

export async function awsProxy(moto: Moto, options: AwsProxyOptions = {}): Promise<AwsProxy> {
  const account = options.account ?? motoAccount;
  const calls: AwsCall[] = [];
  const forward = forwardTo(moto.endpoint, account);
  const world = worldFor(forward, account, options);
  const amazon = amazonFor(forward, world, options);
  const client = awsClient((request) => amazon(callOf(request), request), account);
  const answer = answering(amazon, options, calls);
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    serve(incoming, outgoing, answer).catch((error) => outgoing.destroy(error));
  };
  const server = createServer(handle);
  const tunnel = options.tls ? openTunnel(server, handle) : undefined;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { AWS_ENDPOINT_URL: _endpoint, ...keys } = moto.env;
  return {
    endpoint,
    account,
    env: { ...keys, AWS_ENDPOINT_URL: endpoint },
    tunnelEnv: { ...keys, HTTPS_PROXY: endpoint, ...tunnel?.env },
    calls,
    ask: client.ask,
    inventory: async (regions) => [...(await client.inventory(regions)), ...activeImports(world)],
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      tunnel?.close();
      await closed;
    },
  };
}

type Answering = (request: WireRequest) => Promise<WireAnswer | "dropped">;

async function serve(incoming: IncomingMessage, outgoing: ServerResponse, answer: Answering): Promise<void> {
  const { method = "GET", url = "/", headers } = incoming;
  const answered = await answer({ method, url, headers, body: await bodyOf(incoming) });
  if (answered === "dropped") incoming.socket.destroy();
  else outgoing.writeHead(answered.status, answered.headers).end(answered.body);
}

async function bodyOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function answering(amazon: Amazon, options: AwsProxyOptions, calls: AwsCall[]): Answering {
  const faultOf = faultsBy(options.rules ?? []);
  const onceFor = onceByToken();
  return async (request) => {
    const call = callOf(request);
    calls.push(call);
    const work = async () => {
      await options.onCall?.(call, "before");
      const answer = await answerOr(call, () => onceFor(call, () => amazon(call, request)));
      await options.onCall?.(call, "after");
      return answer;
    };
    return await (faultOf(call)?.(call, work) ?? work());
  };
}

/** moto with what it lacks. Rejects for what is refused. */
type Amazon = (call: AwsCall, request: WireRequest) => Promise<WireAnswer>;

function amazonFor(forward: Send, world: World, options: AwsProxyOptions): Amazon {
  const mends = { ...ownMends, ...options.mends };
  return async (call, request) => {
    const mend = Object.hasOwn(mends, call.action) ? mends[call.action] : undefined;
    if (!mend || call.params.DryRun === "true") return orRefusal(call, await forward(request));
    const moto = async (params?: Params) =>
      contentOf(await forward(params ? { ...request, body: queryBody(call.action, params) } : request));
    return ec2Answer(call, await mend(call, moto, world));
  };
}

/** What moto stumbles over, and Amazon refuses. */
const stumbles: Readonly<Record<string, AwsRefusal>> = {
  RemoveRoleFromInstanceProfile: new AwsRefusal("NoSuchEntity", "The role is not in the instance profile.", 404),
};

function orRefusal({ action }: AwsCall, answer: WireAnswer): WireAnswer {
  const refusal = answer.status === 500 ? stumbles[action] : undefined;
  if (refusal) throw refusal;
  return answer;
}

const ownMends: Readonly<Record<string, Mend>> = {
  ...imageMends,
  ...imageSettingMends,
  ...importMends,
  ...machineMends,
};

function worldFor(forward: Send, account: string, { pendingLooks = 0, authorizedKeys }: AwsProxyOptions): World {
  return {
    account,
    ask: async (action, region, params) => contentOf(await forward(queryRequest("ec2", region, action, params))),
    overlays: new Map(),
    pending: new Map(),
    pendingLooks,
    fastLaunches: new Map(),
    imports: new Map(),
    authorizeKey: (key) => {
      if (authorizedKeys) appendFileSync(authorizedKeys, `${key}\n`);
    },
  };
}

/** Refusals become answers. */
async function answerOr(call: AwsCall, work: () => Promise<WireAnswer>): Promise<WireAnswer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AwsRefusal) return refusalAnswer(call, error);
    if (error instanceof WireRefusal) return error.answer;
    throw error;
  }
}

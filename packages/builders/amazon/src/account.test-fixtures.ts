import { setImmediate } from "node:timers/promises";
import { type Aws, awsAccessFields, openAws } from "@ingot/client-aws";
import type { ResourceRecord } from "@ingot/core/plugin";
import {
  type AwsProxy,
  type AwsProxyOptions,
  awsProxy,
  type Moto,
  type TestContext,
  type TestContextOptions,
  testContext,
  testHost,
} from "@ingot/testing";
import * as z from "zod";

const access = z.object(awsAccessFields);

export type AccountOptions = AwsProxyOptions &
  Partial<Pick<TestContextOptions, "debug" | "force">> & {
    readonly env?: Record<string, string>;
    /** Which waits take their time, in milliseconds. Default: none. */
    readonly waitsFrom?: number;
    /** The endpoint is the config's rather than the environment's. */
    readonly custom?: boolean;
  };

/** An account of its own, and a build that works in it. Waits take no time. */
export interface Account extends AsyncDisposable {
  readonly proxy: AwsProxy;
  readonly aws: Aws;
  readonly run: TestContext;
  /** Another build of the same run. */
  sibling(): TestContext;
  cancel(reason: Error): void;
  /** From now on the signal is that of a clean-up, which nothing cancels. */
  renewSignal(): void;
}

let accounts = 400_000_000_000;

export async function openAccount(moto: Moto, options: AccountOptions = {}): Promise<Account> {
  accounts += 1;
  const proxy = await awsProxy(moto, { account: String(accounts), ...options });
  const { AWS_ENDPOINT_URL: endpoint = "", ...keys } = proxy.env;
  const host = testHost({ ...(options.custom ? keys : proxy.env), ...options.env });
  const patient = { ...host, ...quickClock(host, options.waitsFrom) };
  const cancelling = new AbortController();
  let signal = cancelling.signal;
  const context = testContext({ host: patient, debug: options.debug ?? false, force: options.force ?? false });
  const run = Object.defineProperty(context, "signal", { get: () => signal });
  const aws = await openAws(access.parse(options.custom ? { custom_endpoint_ec2: endpoint } : {}), run);
  return {
    proxy,
    aws,
    run,
    sibling: () => testContext({ host: patient, runId: run.runId }),
    cancel: (reason) => cancelling.abort(reason),
    renewSignal: () => {
      signal = new AbortController().signal;
    },
    async [Symbol.asyncDispose]() {
      await run.close();
      await proxy[Symbol.asyncDispose]();
      host[Symbol.dispose]();
    },
  };
}

/** What the journal of a run holds that dies now, in the order of the intents. */
export const recordsOf = ({ resources, runId }: TestContext): readonly ResourceRecord[] =>
  resources.map(({ intent, state }, resourceId) => ({ ...intent, runId, resourceId, isCreated: state !== "intended" }));

/** Whoever sleeps wakes when others have had their turn, and the time has passed all the same. */
function quickClock(host: ReturnType<typeof testHost>, waitsFrom = Number.POSITIVE_INFINITY) {
  let time = Date.parse("2026-01-01T00:00:00Z");
  return {
    now: () => new Date(time),
    sleep: async (milliseconds: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      await (milliseconds < waitsFrom ? setImmediate() : host.sleep(milliseconds, signal));
      signal?.throwIfAborted();
      time += milliseconds;
    },
  };
}

import { type TestContext, testContext, testHost } from "@ingot/testing";
import { accessOf } from "./access/fields.js";
import type { Aws } from "./aws.js";
import type { LocalServer } from "./local-server.test-fixtures.js";
import { openAws } from "./open-aws.js";

export interface LocalAws extends AsyncDisposable {
  readonly aws: Aws;
  readonly run: TestContext;
  /** Milliseconds between looks and attempts. */
  readonly waits: readonly number[];
  /** Another build on the same host. */
  open(block?: object, signal?: AbortSignal): Promise<Aws>;
}

export interface LocalAwsOptions {
  readonly block?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** AWS at `server`, by a clock that goes on when somebody sleeps, and without chance. */
export async function awsAt(
  { url }: Pick<LocalServer, "url">,
  { block = {}, env = {}, signal: given }: LocalAwsOptions = {},
): Promise<LocalAws> {
  const keys = { AWS_ACCESS_KEY_ID: "AKIDENV", AWS_SECRET_ACCESS_KEY: "s3cret/key", AWS_SESSION_TOKEN: "t0ken" };
  const real = testHost({
    ...keys,
    AWS_REGION: "eu-west-1",
    AWS_ENDPOINT_URL: url,
    AWS_EC2_METADATA_DISABLED: "true",
    ...env,
  });
  const waits: number[] = [];
  let now = Date.UTC(2030, 0);
  const host = {
    ...real,
    now: () => new Date(now),
    randomBytes: (size: number) => Buffer.alloc(size, 0x80),
    sleep: async (milliseconds: number, aborted?: AbortSignal) => {
      await new Promise((done) => setImmediate(done));
      aborted?.throwIfAborted();
      waits.push(Math.round(milliseconds));
      now += milliseconds;
    },
  };
  const run = testContext({ host, signal: given ?? new AbortController().signal });
  const open = (more: object = block, otherSignal?: AbortSignal) =>
    openAws(accessOf(more), otherSignal ? testContext({ host, signal: otherSignal }) : run);
  return { aws: await open(), run, waits, open, [Symbol.asyncDispose]: async () => real[Symbol.dispose]() };
}

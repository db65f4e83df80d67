import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Host } from "@ingot/core";
import { testHost } from "@ingot/testing";
import { accessOf } from "../access/fields.js";
import { endpointsOf, variantsOf } from "../endpoints.js";
import { openClients } from "../sdk/clients.js";
import { awsTransport } from "../sdk/transport.js";
import { findCredentials } from "./chain.js";
import type { AwsCredentials } from "./credentials.js";
import { readProfiles } from "./profiles.js";

export interface Searching {
  /** What stands in the block. */
  readonly block?: object;
  readonly env?: Readonly<Record<string, string>>;
  /** By their paths in the home directory. */
  readonly files?: Readonly<Record<string, string>>;
  /** What a person says, in order. */
  readonly answers?: readonly string[];
  readonly signal?: AbortSignal;
  /** Waits between attempts take no time. */
  readonly hasty?: boolean;
}

export interface Found {
  readonly credentials: AwsCredentials;
  readonly hidden: readonly string[];
  readonly questions: readonly string[];
  readonly said: readonly string[];
}

/** Looks for credentials in a home directory of its own, where no instance's metadata are unless `env` says so. */
export async function search({
  hasty = false,
  block,
  env = {},
  files = {},
  answers = [],
  signal = new AbortController().signal,
}: Searching): Promise<Found> {
  using host = testHost({ AWS_EC2_METADATA_DISABLED: "true", ...env });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(host.directory, path)), { recursive: true });
    writeFileSync(join(host.directory, path), text.replaceAll("HOME", host.directory));
  }
  const config = accessOf(block);
  const hidden: string[] = [];
  const questions: string[] = [];
  const said: string[] = [];
  const left = [...answers];
  const context = {
    host: hasty ? hastyHost(host) : host,
    signal,
    hide: (secret: string) => void hidden.push(secret),
    say: (message: string) => void said.push(message),
    ask: async (question: string) => {
      questions.push(question);
      return left.shift();
    },
  };
  const profiles = await readProfiles(config, host);
  const options = {
    host: context.host,
    transport: awsTransport(host, { insecure: false }),
    endpointOf: endpointsOf(config, host.env, {}),
    variants: variantsOf(host.env, {}),
    retries: config.max_retries,
  };
  const clientsWith = (credentials: AwsCredentials) => openClients(options, async () => credentials);
  const region = "eu-west-1";
  return {
    credentials: await findCredentials({ config, context, profiles, region, clientsWith }),
    hidden,
    questions,
    said,
  };
}

/** Deadlines stay. */
const hastyHost = (host: Host): Host => ({
  ...host,
  sleep: (milliseconds, signal) => (milliseconds < 30_000 ? Promise.resolve() : host.sleep(milliseconds, signal)),
});

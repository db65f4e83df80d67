import type { Host } from "@ingot/core/plugin";
import { type AwsAccessConfig, accessFieldNames } from "./access/fields.js";
import { callingAs } from "./calls.js";
import type { AwsContext } from "./context.js";
import { type AwsCredentials, isStale } from "./credentials/credentials.js";
import { type Profiles, readProfiles } from "./credentials/profiles.js";
import { endpointsOf, variantsOf } from "./endpoints.js";
import { findRegion } from "./region.js";
import type { Clients, ClientsOptions } from "./sdk/clients.js";
import { ec2Service, stsService } from "./sdk/services.js";
import { type SharedWork, sharedWork } from "./shared-work.js";
import type { SharedPoll } from "./watch/shared-poll.js";

/** What all have in common who reach AWS from one host with one config: credentials, connections, waits, claims. */
export interface Session {
  readonly config: AwsAccessConfig;
  readonly region: string;
  readonly identity: SharedWork<AwsCredentials>;
  readonly clients: Clients;
  /** The account that STS says the credentials are of. */
  readonly verified: SharedWork<string>;
  /** The same, once it is known. */
  readonly account: string | undefined;
  /** Those that the account has enabled. */
  readonly regions: SharedWork<EnabledRegions>;
  /** By kind of thing and region. */
  readonly polls: Map<string, SharedPoll<never>>;
  /** By what only one can have: who came first. */
  readonly claims: Map<string, string>;
}

/** What the account had enabled when it was asked. */
interface EnabledRegions {
  readonly names: readonly string[];
  readonly asked: Date;
}

/** How long that counts, in milliseconds: somebody may enable another. */
const longestAge = 600_000;

const isOld = ({ asked }: EnabledRegions, now: Date): boolean => now.getTime() - asked.getTime() > longestAge;

const sessions = new WeakMap<Host, Map<string, Session>>();

/**
 * The session of this host and config, opened where there is none yet. A process that lives for days finds other keys in its files and
 * its environment than at first: then it is another session.
 */
export async function joinSession(config: AwsAccessConfig, context: AwsContext): Promise<Session> {
  const { host } = context;
  const profiles = await readProfiles(config, host);
  const region = await findRegion(config, profiles, context);
  const key = JSON.stringify([
    region,
    accessFieldNames.map((name) => config[name] ?? null),
    settingsIn(profiles, host),
  ]);
  const ofHost = sessions.get(host) ?? new Map<string, Session>();
  sessions.set(host, ofHost);
  const session = ofHost.get(key) ?? (await openSession(config, region, profiles, host));
  if (!ofHost.has(key)) ofHost.set(key, session);
  return ofHost.get(key)!;
}

/** All that says who asks, and where, beside the config. */
const settingsIn = ({ profiles, ssoSessions }: Profiles, { env }: Host) => [
  [...profiles],
  [...ssoSessions],
  Object.entries(env).filter(([name]) => name.startsWith("AWS_")),
];

async function openSession(config: AwsAccessConfig, region: string, profiles: Profiles, host: Host): Promise<Session> {
  const [{ openClients }, { findCredentials }, options] = await Promise.all([
    import("./sdk/clients.js"),
    import("./credentials/chain.js"),
    optionsOf(config, profiles, host),
  ]);
  const clientsWith = (credentials: AwsCredentials) => openClients(options, async () => credentials);
  const find = (context: AwsContext) => findCredentials({ config, context, profiles, region, clientsWith });
  const identity = sharedWork(find, isStale);
  let account: string | undefined;
  const session: Session = {
    config,
    region,
    identity,
    clients: openClients(options, identity.latest),
    verified: sharedWork(async (context) => {
      account = await askAccount(session, context);
      return account;
    }),
    get account() {
      return account;
    },
    regions: sharedWork((context) => listRegions(session, context), isOld),
    polls: new Map(),
    claims: new Map(),
  };
  return session;
}

async function optionsOf(config: AwsAccessConfig, profiles: Profiles, host: Host): Promise<ClientsOptions> {
  const { awsTransport } = await import("./sdk/transport.js");
  const profile = profiles.profiles.get(profiles.current) ?? {};
  return {
    host,
    transport: awsTransport(host, { insecure: config.insecure_skip_tls_verify }),
    endpointOf: endpointsOf(config, host.env, profile),
    variants: variantsOf(host.env, profile),
    retries: config.max_retries,
  };
}

async function askAccount(session: Session, context: AwsContext): Promise<string> {
  const sts = await callingAs(session, context)(stsService, session.region);
  return (await sts.getCallerIdentity({})).Account ?? "";
}

async function listRegions(session: Session, context: AwsContext): Promise<EnabledRegions> {
  const asked = context.host.now();
  const ec2 = await callingAs(session, context)(ec2Service, session.region);
  const { Regions = [] } = await ec2.describeRegions({});
  return { names: Regions.map(({ RegionName = "" }) => RegionName).sort(), asked };
}

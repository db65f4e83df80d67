import { state as versionNotice } from "@aws-sdk/core/client";
import type { Host } from "@ingot/core/plugin";
import type { AwsCredentialIdentity } from "@smithy/types";
import { retryPlugin } from "./retries.js";
import { type ClientOptions, type EndpointVariants, type ServiceName, type Services, services } from "./services.js";
import { awsTransport } from "./transport.js";

export interface ClientsOptions {
  readonly host: Host;
  readonly credentials: () => Promise<AwsCredentialIdentity>;
  /** Where a service is; undefined: where Amazon has it. */
  endpointOf(service: ServiceName): string | undefined;
  readonly variants: EndpointVariants;
  readonly retries: number;
  readonly insecure: boolean;
  /** How long a server may say nothing before the request is tried again, in milliseconds. Default: a minute. */
  readonly patience?: number;
}

/** The client of a service in a region. */
export type Clients = <Name extends ServiceName>(service: Name, region: string) => Promise<Services[Name]>;

/**
 * One client for each service and region. All that the SDK would take from this process (environment, home directory, files) is
 * given, so that it takes nothing: many hosts live in one process.
 */
export function openClients(options: ClientsOptions): Clients {
  versionNotice.warningEmitted = true; // what the SDK will need in the future is for us to follow, not for users to read
  const { host, credentials, variants, retries, insecure, patience = 60_000 } = options;
  const shared: Omit<ClientOptions, "region"> = {
    credentials,
    ...variants,
    requestHandler: awsTransport(host, { insecure, patience }),
    maxAttempts: 1,
    retryMode: "standard",
    defaultsMode: "standard",
    ignoreConfiguredEndpointUrls: true,
    authSchemePreference: [],
    userAgentAppId: async () => undefined,
    customUserAgent: [["ingot"]],
  };
  const open = async <Name extends ServiceName>(service: Name, region: string): Promise<Services[Name]> => {
    const endpoint = options.endpointOf(service);
    const client = await services[service]({ ...shared, region, ...(endpoint && { endpoint }) });
    client.middlewareStack.use(retryPlugin({ host, retries }) as never); // each service has its own types of it
    return client;
  };
  return remembered(open);
}

function remembered(open: Clients): Clients {
  const opened = new Map<string, Promise<unknown>>();
  return (service, region) => {
    const key = `${service} ${region}`;
    const client = (opened.get(key) as ReturnType<typeof open<typeof service>> | undefined) ?? open(service, region);
    opened.set(key, client);
    return client;
  };
}

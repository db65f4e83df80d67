import { state as versionNotice } from "@aws-sdk/core/client";
import type { Host } from "@ingot/core/plugin";
import type { AwsCredentialIdentity, MiddlewareStack } from "@smithy/types";
import { retryPlugin } from "./retries.js";
import type { AwsService, ClientOptions, EndpointVariants, Transport } from "./services.js";

export interface ClientsOptions {
  readonly host: Host;
  readonly transport: Transport;
  /** Where a service is; undefined: where Amazon has it. */
  endpointOf(service: Pick<AwsService<object>, "name" | "variable">): string | undefined;
  readonly variants: EndpointVariants;
  /** Further attempts after the first. */
  readonly retries: number;
}

/** The client of a service in a region: one of each. */
export type Clients = <Client extends object>(service: AwsService<Client>, region: string) => Promise<Client>;

/**
 * The clients that ask with `credentials`. All that the SDK would take from this process (environment, home directory, files) is given,
 * so that it takes nothing: many hosts live in one process.
 */
export function openClients(options: ClientsOptions, credentials: () => Promise<AwsCredentialIdentity>): Clients {
  versionNotice.warningEmitted = true; // what the SDK will need in the future is for us to follow, not for users to read
  const shared = sharedOptions(options, credentials);
  const opened = new Map<string, Promise<object>>();
  const open = async (service: AwsService<object>, region: string) => {
    const endpoint = options.endpointOf(service);
    const client = await service.open({ ...shared, region, ...(endpoint && { endpoint }) });
    (client as Stacked).middlewareStack.use(retryPlugin(options));
    return client;
  };
  return <Client extends object>(service: AwsService<Client>, region: string) => {
    const key = `${service.name} ${region}`;
    const client = opened.get(key) ?? open(service, region);
    opened.set(key, client);
    return client as Promise<Client>;
  };
}

/** What every client of the SDK has, whatever its service. */
interface Stacked {
  readonly middlewareStack: MiddlewareStack<object, object>;
}

const sharedOptions = (
  { transport, variants }: ClientsOptions,
  credentials: () => Promise<AwsCredentialIdentity>,
): Omit<ClientOptions, "region"> => ({
  credentials,
  ...variants,
  requestHandler: transport,
  maxAttempts: 1,
  retryMode: "standard",
  defaultsMode: "standard",
  ignoreConfiguredEndpointUrls: true,
  authSchemePreference: [],
  userAgentAppId: async () => undefined,
  defaultUserAgentProvider: async () => [["ingot"]],
  disableClockSkewCorrection: false,
});

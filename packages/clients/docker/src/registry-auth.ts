import { text } from "node:stream/consumers";
import type { Host } from "@ingot/core/plugin";
import { type DockerConfigAuth, readDockerConfig } from "./docker-config.js";

/** Credentials for one registry, as the Engine API takes them. They go into a header, never into a file or an argument. */
export interface RegistryAuth {
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly serveraddress?: string;
}

/** The value of `X-Registry-Auth` (one) and `X-Registry-Config` (by registry): URL-safe, and padded, or older engines lose its end. */
export function encodeRegistryAuth(auth: RegistryAuth | Readonly<Record<string, RegistryAuth>>): string {
  return Buffer.from(JSON.stringify(auth)).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}

/** Docker Hub is stored under this name, for historical reasons. */
const hubKey = "https://index.docker.io/v1/";

/**
 * The credentials that `docker login` has left for `registry` ("docker.io", "registry.example:5000"): from a credential
 * helper where one is configured, else from `auths`. Undefined when there are none.
 */
export async function findRegistryAuth(
  host: Host,
  registry: string,
  signal?: AbortSignal,
): Promise<RegistryAuth | undefined> {
  const config = await readDockerConfig(host);
  const key = registry === "docker.io" ? hubKey : registry;
  const helper = config.credHelpers?.[registry] ?? config.credHelpers?.[key] ?? config.credsStore;
  const helped = helper ? await askHelper(host, helper, key, signal) : undefined;
  return helped ?? decodeAuth(findEntry(config.auths ?? {}, registry, key), key);
}

/** All that Docker's configuration holds itself, by registry; helpers are asked for one registry at a time only. */
export async function allRegistryAuths(host: Host): Promise<Readonly<Record<string, RegistryAuth>>> {
  const { auths = {} } = await readDockerConfig(host);
  const decoded = Object.entries(auths).map(([name, entry]) => [name, decodeAuth(entry, name)] as const);
  return Object.fromEntries(decoded.flatMap(([name, auth]) => (auth ? [[name, auth]] : [])));
}

/** Entries are written as a host, or as a URL with any path. */
function findEntry(auths: Readonly<Record<string, DockerConfigAuth>>, registry: string, key: string) {
  const exact = auths[key] ?? auths[registry];
  if (exact) return exact;
  return Object.entries(auths).find(([name]) => hostOf(name) === registry)?.[1];
}

const hostOf = (name: string): string => name.replace(/^https?:\/\//, "").split("/")[0]!;

function decodeAuth(entry: DockerConfigAuth | undefined, serveraddress: string): RegistryAuth | undefined {
  if (!entry) return undefined;
  if (entry.identitytoken) return { identitytoken: entry.identitytoken, serveraddress };
  const pair = entry.auth ? Buffer.from(entry.auth, "base64").toString("utf8") : undefined;
  const colon = pair?.indexOf(":") ?? -1;
  const username = entry.username ?? (colon > 0 ? pair!.slice(0, colon) : undefined);
  const password = entry.password ?? (colon > 0 ? pair!.slice(colon + 1) : undefined);
  return username !== undefined && password !== undefined ? { username, password, serveraddress } : undefined;
}

/** Asks `docker-credential-NAME get`. A helper that is missing or knows nothing leaves us without credentials, as with Docker. */
async function askHelper(
  host: Host,
  helper: string,
  key: string,
  signal?: AbortSignal,
): Promise<RegistryAuth | undefined> {
  const options = { stdin: "pipe", endsWithUs: true, ...(signal && { signal }) } as const;
  const child = host.spawn(`docker-credential-${helper}`, ["get"], options);
  child.stdin!.on("error", () => undefined); // it may end without reading
  child.stdin!.end(`${key}\n`);
  child.stderr.resume();
  const [output, exit] = await Promise.all([
    text(child.stdout).catch(() => ""),
    child.exit.catch(() => ({ code: null, signal: null })),
  ]);
  signal?.throwIfAborted();
  return exit.code === 0 ? decodeHelped(output, key) : undefined;
}

/** The user name "<token>" says that the secret is an identity token. */
function decodeHelped(output: string, serveraddress: string): RegistryAuth | undefined {
  try {
    const { Username, Secret }: { Username?: string; Secret?: string } = JSON.parse(output);
    if (!Username || !Secret) return undefined;
    if (Username === "<token>") return { identitytoken: Secret, serveraddress };
    return { username: Username, password: Secret, serveraddress };
  } catch {
    return undefined;
  }
}

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Host, IngotError } from "@ingot/core/plugin";
import { dockerConfigDirectory, readDockerConfig } from "./docker-config.js";

/** Where a Docker engine listens. Either `socketPath` or `host` and `port` are set. */
export interface DockerAddress {
  /** As the user would write it: "unix:///var/run/docker.sock". */
  readonly url: string;
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: number;
  readonly tls?: DockerTls;
}

/** PEM texts. The server is always verified. */
export interface DockerTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const defaultDockerUrl = "unix:///var/run/docker.sock";

/**
 * The engine that `docker` itself would use: DOCKER_HOST, else the context that DOCKER_CONTEXT or the Docker
 * configuration names, else the default socket. Throws an `IngotError` with code DOCKER_ADDRESS.
 */
export async function findDockerAddress(host: Host): Promise<DockerAddress> {
  if (host.env.DOCKER_HOST) return dockerAddressOf(host.env.DOCKER_HOST, host);
  const context = host.env.DOCKER_CONTEXT || (await readDockerConfig(host)).currentContext;
  if (!context || context === "default") return dockerAddressOf(defaultDockerUrl, host);
  return addressOfContext(context, host);
}

/** Reads an address as DOCKER_HOST has it; `tcp://` takes its certificates from DOCKER_TLS_VERIFY and DOCKER_CERT_PATH. */
export async function dockerAddressOf(url: string, host: Host): Promise<DockerAddress> {
  if (url.startsWith("unix://")) return { url, socketPath: url.slice("unix://".length) };
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !["tcp:", "http:", "https:"].includes(parsed.protocol)) throw badAddress(url);
  const secure = parsed.protocol === "https:" || Boolean(host.env.DOCKER_TLS_VERIFY);
  const address = { url, host: parsed.hostname.replace(/^\[|\]$/g, ""), port: portOf(url, secure) };
  return secure ? { ...address, tls: await readCertificates(certificateDirectory(host)) } : address;
}

/** `URL` drops a scheme's default port, so an explicit `:80` or `:443` is read from the text. */
function portOf(url: string, secure: boolean): number {
  const written = /^[a-z]+:\/\/[^/]*:(\d+)(?:\/|$)/.exec(url)?.[1];
  return written === undefined ? (secure ? 2376 : 2375) : Number(written);
}

function badAddress(url: string): IngotError {
  const hint = url.startsWith("ssh://")
    ? "Forward the socket instead: ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock HOST, then set DOCKER_HOST=unix:///tmp/docker.sock."
    : "Write unix:///path/to/docker.sock, tcp://host:port or https://host:port.";
  return new IngotError({
    code: "DOCKER_ADDRESS",
    source: "user",
    message: `"${url}" is not an address of a Docker engine that Ingot can use. ${hint}`,
    data: { address: url },
  });
}

function certificateDirectory(host: Host): string {
  return host.env.DOCKER_CERT_PATH ? host.resolve(host.env.DOCKER_CERT_PATH) : dockerConfigDirectory(host);
}

async function readCertificates(directory: string): Promise<DockerTls> {
  const [ca, cert, key] = await Promise.all(
    ["ca.pem", "cert.pem", "key.pem"].map((name) => readOptional(join(directory, name))),
  );
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

/** Contexts live in a directory named after the SHA-256 of their name. */
async function addressOfContext(name: string, host: Host): Promise<DockerAddress> {
  const id = createHash("sha256").update(name).digest("hex");
  const contexts = join(dockerConfigDirectory(host), "contexts");
  const text = await readOptional(join(contexts, "meta", id, "meta.json"));
  const url = text === undefined ? undefined : hostOfContext(text);
  if (!url) throw unknownContext(name);
  const address = await dockerAddressOf(url, host);
  const tls = await readCertificates(join(contexts, "tls", id, "docker"));
  return Object.keys(tls).length === 0 ? address : { ...address, tls };
}

function hostOfContext(text: string): string | undefined {
  try {
    const parsed: { Endpoints?: { docker?: { Host?: string } } } = JSON.parse(text);
    return parsed.Endpoints?.docker?.Host;
  } catch {
    return undefined;
  }
}

function unknownContext(name: string): IngotError {
  return new IngotError({
    code: "DOCKER_ADDRESS",
    source: "user",
    message:
      `The Docker context "${name}" is chosen by DOCKER_CONTEXT or Docker's config.json, but it names no engine. ` +
      'List the contexts with "docker context ls", or set DOCKER_HOST.',
    data: { context: name },
  });
}

async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

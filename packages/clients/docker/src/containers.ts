import { createWriteStream } from "node:fs";
import { statusOf } from "./docker-error.js";
import { callEngine, callJson, callPlain, type DockerEngine } from "./engine.js";
import { actionOf } from "./engine-request.js";
import { demultiplex } from "./frames.js";
import { writeBody } from "./write-body.js";

/** The parts of the Engine API's container description that we write. Names as the API has them. */
export interface ContainerSpec {
  readonly Image: string;
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly Hostname?: string;
  readonly Domainname?: string;
  readonly Tty?: boolean;
  readonly OpenStdin?: boolean;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly StopSignal?: string;
  readonly HostConfig?: HostSpec;
}

export interface HostSpec {
  readonly Binds?: readonly string[];
  readonly VolumesFrom?: readonly string[];
  readonly Mounts?: readonly object[];
  readonly Tmpfs?: Readonly<Record<string, string>>;
  readonly ReadonlyRootfs?: boolean;
  readonly StorageOpt?: Readonly<Record<string, string>>;
  readonly Devices?: readonly { PathOnHost: string; PathInContainer: string; CgroupPermissions: string }[];
  readonly DeviceRequests?: readonly object[];
  readonly NetworkMode?: string;
  readonly Links?: readonly string[];
  readonly ExtraHosts?: readonly string[];
  readonly Dns?: readonly string[];
  readonly DnsOptions?: readonly string[];
  readonly DnsSearch?: readonly string[];
  readonly PortBindings?: Readonly<Record<string, readonly { HostIp: string; HostPort: string }[]>>;
  readonly PublishAllPorts?: boolean;
  readonly Memory?: number;
  readonly MemoryReservation?: number;
  readonly MemorySwap?: number;
  readonly ShmSize?: number;
  readonly OomKillDisable?: boolean;
  readonly PidsLimit?: number;
  readonly NanoCpus?: number;
  readonly CpuPeriod?: number;
  readonly CpuQuota?: number;
  readonly CpuShares?: number;
  readonly CpusetCpus?: string;
  readonly CpusetMems?: string;
  readonly Ulimits?: readonly { Name: string; Soft: number; Hard: number }[];
  readonly Privileged?: boolean;
  readonly CapAdd?: readonly string[];
  readonly CapDrop?: readonly string[];
  readonly SecurityOpt?: readonly string[];
  readonly MaskedPaths?: readonly string[];
  readonly ReadonlyPaths?: readonly string[];
  readonly Sysctls?: Readonly<Record<string, string>>;
  readonly Runtime?: string;
  readonly CgroupParent?: string;
  readonly CgroupnsMode?: string;
  readonly IpcMode?: string;
  readonly PidMode?: string;
  readonly UsernsMode?: string;
  readonly UTSMode?: string;
  readonly GroupAdd?: readonly string[];
  readonly AutoRemove?: boolean;
  readonly Init?: boolean;
}

/** What we read of a container. */
export interface ContainerState {
  readonly Id: string;
  readonly Name: string;
  readonly Image: string;
  readonly HostConfig: {
    readonly Binds: readonly string[] | null;
    readonly Tmpfs?: Readonly<Record<string, string>> | null;
  };
  readonly Mounts: readonly { readonly Type: string; readonly Destination: string }[];
  readonly State: {
    readonly Running: boolean;
    readonly Paused: boolean;
    readonly ExitCode: number;
    readonly Error: string;
  };
  readonly Config: {
    readonly User: string;
    readonly Tty: boolean;
    readonly Entrypoint: readonly string[] | null;
    readonly Cmd: readonly string[] | null;
    readonly Labels: Readonly<Record<string, string>> | null;
  };
  readonly NetworkSettings: {
    readonly IPAddress?: string;
    readonly Networks?: Readonly<Record<string, { readonly IPAddress: string }>>;
  };
}

export interface ContainerSummary {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
  readonly State: string;
  readonly Mounts: readonly { readonly Source?: string }[];
}

const pathOf = (id: string, rest = "") => `/containers/${encodeURIComponent(id)}${rest}`;
const during = (signal: AbortSignal | undefined) => (signal ? { signal } : {});

/** Resolves with the new container's id and the engine's warnings. */
export function createContainer(
  engine: DockerEngine,
  json: ContainerSpec,
  { name, platform, signal }: { name?: string; platform?: string; signal?: AbortSignal } = {},
): Promise<{ Id: string; Warnings: readonly string[] | null }> {
  const query = { name, platform };
  return callJson(engine, { method: "POST", path: "/containers/create", query, json, ...during(signal) });
}

export function startContainer(engine: DockerEngine, id: string, signal?: AbortSignal): Promise<void> {
  return callPlain(engine, { method: "POST", path: pathOf(id, "/start"), ...during(signal) });
}

export function inspectContainer(engine: DockerEngine, id: string, signal?: AbortSignal): Promise<ContainerState> {
  return callJson(engine, { method: "GET", path: pathOf(id, "/json"), ...during(signal) });
}

export function killContainer(engine: DockerEngine, id: string, signal?: AbortSignal): Promise<void> {
  return callPlain(engine, { method: "POST", path: pathOf(id, "/kill"), ...during(signal) });
}

/** Resolves with the exit status once the container is no longer running. */
export async function waitContainer(
  engine: DockerEngine,
  id: string,
  condition: "not-running" | "removed",
  signal?: AbortSignal,
): Promise<number> {
  const call = { method: "POST", path: pathOf(id, "/wait"), query: { condition }, ...during(signal) } as const;
  return (await callJson<{ StatusCode: number }>(engine, call)).StatusCode;
}

/**
 * Kills the container and removes it with its anonymous volumes. False when it was already gone; another's removal that
 * is under way is waited for.
 */
export async function removeContainer(engine: DockerEngine, id: string, signal?: AbortSignal): Promise<boolean> {
  try {
    await callPlain(engine, { method: "DELETE", path: pathOf(id), query: { force: true, v: true }, ...during(signal) });
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    if (statusOf(error) !== 409) throw error;
  }
  await waitContainer(engine, id, "removed", signal).catch((error) => {
    if (statusOf(error) !== 404) throw error;
  });
  return true;
}

/** The last `lines` that the container's program printed, for a message. */
export async function tailContainer(engine: DockerEngine, id: string, lines: number, tty: boolean): Promise<string> {
  const query = { stdout: true, stderr: true, tail: lines };
  const body: AsyncIterable<Buffer> = await callEngine(engine, { method: "GET", path: pathOf(id, "/logs"), query });
  const said: Buffer[] = [];
  if (tty) for await (const chunk of body) said.push(chunk);
  else for await (const { data } of demultiplex(body)) said.push(data);
  return Buffer.concat(said).toString("utf8").trim();
}

/** Containers in any state; the filters are the Engine API's: `{ label: ["a=b"] }`. */
export function listContainers(
  engine: DockerEngine,
  filters: Readonly<Record<string, readonly string[]>>,
  signal?: AbortSignal,
): Promise<readonly ContainerSummary[]> {
  const query = { all: true, filters: JSON.stringify(filters) };
  return callJson(engine, { method: "GET", path: "/containers/json", query, ...during(signal) });
}

/** Streams the container's files as a tar archive to `file`, truncating it. After a failure the file holds a part only. */
export async function exportContainer(
  engine: DockerEngine,
  id: string,
  file: string,
  signal?: AbortSignal,
): Promise<void> {
  const call = { method: "GET", path: pathOf(id, "/export"), ...during(signal) } as const;
  await writeBody(await callEngine(engine, call), createWriteStream(file), actionOf(call), signal);
}

import type { ContainerSpec, HostSpec } from "@ingot/client-docker";
import type { Host } from "@ingot/core/plugin";
import type { DockerBuilderConfig } from "./config.js";
import type { ParsedRun } from "./run-command.js";
import { parseDevice, parseTmpfs } from "./run-values.js";

/** The API's description of the container: the block's arguments, and over them those of `run_command`. */
export function containerSpec(
  config: DockerBuilderConfig,
  run: ParsedRun,
  sharedDirectory: string,
  labels: Readonly<Record<string, string>>,
  host: Host,
): ContainerSpec {
  const entrypoint = run.spec.Entrypoint ? emptyWhenBlank(run.spec.Entrypoint) : undefined;
  return {
    ...run.spec,
    Image: run.image,
    ...(entrypoint && { Entrypoint: entrypoint }),
    ...(run.command.length > 0 && { Cmd: run.command }),
    Labels: { ...run.spec.Labels, ...labels },
    HostConfig: hostSpec(config, run.host, sharedDirectory, host),
  };
}

/** `--entrypoint=` takes the image's entrypoint away. */
const emptyWhenBlank = (entrypoint: readonly string[]) => (entrypoint[0] === "" ? [""] : entrypoint);

function hostSpec(config: DockerBuilderConfig, run: HostSpec, sharedDirectory: string, host: Host): HostSpec {
  const volumes = Object.entries(config.volumes).map(([from, to]) => `${hostPath(from, host)}:${to}`);
  const tmpfs = Object.assign({}, ...config.tmpfs.map(parseTmpfs), run.Tmpfs) as Record<string, string>;
  return {
    ...run,
    Binds: [
      `${sharedDirectory}:${config.container_dir}`,
      ...volumes,
      ...(run.Binds ?? []).map((bind) => bindOf(bind, host)),
    ],
    Privileged: run.Privileged ?? config.privileged,
    CapAdd: [...config.cap_add, ...(run.CapAdd ?? [])],
    CapDrop: [...config.cap_drop, ...(run.CapDrop ?? [])],
    Devices: [...config.device.flatMap((device) => parseDevice(device) ?? []), ...(run.Devices ?? [])],
    Tmpfs: tmpfs,
    ...(config.runtime && !run.Runtime && { Runtime: config.runtime }),
  };
}

/** The engine knows no relative paths and no home; a bare word is a named volume. */
const hostPath = (path: string, host: Host): string => (/^[.~]/.test(path) ? host.resolve(path) : path);

function bindOf(bind: string, host: Host): string {
  const at = bind.indexOf(":");
  return hostPath(bind.slice(0, at), host) + bind.slice(at);
}

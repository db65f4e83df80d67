import type { DockerBuilderConfig } from "./config.js";

/** The `docker run` line that does the same, for the reader of the log. */
export function runCommandText(
  config: DockerBuilderConfig,
  rendered: readonly string[],
  sharedDirectory: string,
): string {
  const each = (flag: string, values: readonly string[]) => values.flatMap((value) => [flag, value]);
  const volumes = Object.entries(config.volumes).map(([from, to]) => `${from}:${to}`);
  return [
    "docker",
    "run",
    ...(config.privileged ? ["--privileged"] : []),
    ...(config.runtime ? [`--runtime=${config.runtime}`] : []),
    ...each("--device", config.device),
    ...each("--cap-add", config.cap_add),
    ...each("--cap-drop", config.cap_drop),
    ...each("--tmpfs", config.tmpfs),
    ...each("-v", [...volumes, `${sharedDirectory}:${config.container_dir}`]),
    ...(config.platform ? ["--platform", config.platform] : []),
    ...rendered,
  ].join(" ");
}

import { posix } from "node:path";
import { behindInContainer } from "./archive.js";
import { inspectContainer } from "./containers.js";
import type { DockerEngine } from "./engine.js";

interface Place {
  readonly engine: DockerEngine;
  readonly container: string;
}

/** The kernel's in every container; an engine sees the image's own directories of these names. */
const ofKernel = ["/dev", "/proc", "/sys"];

/**
 * The mount in which `path` is, links followed, if only the container's own processes see it. An engine reads and writes what lies
 * below: a file that it puts there is hidden from every command, and becomes a part of the image.
 */
export async function hiddenMount(
  { engine, container }: Place,
  path: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { HostConfig, Mounts } = await inspectContainer(engine, container, signal);
  const places = (isHidden: boolean) => Mounts.filter(({ Type }) => (Type === "tmpfs") === isHidden);
  const hidden = [...ofKernel, ...Object.keys(HostConfig.Tmpfs ?? {}), ...places(true).map(destination)].map(tidy);
  const real = await realPath({ engine, container }, path, signal);
  const around = [...hidden, ...places(false).map(destination)].filter((mount) => `${real}/`.startsWith(`${mount}/`));
  const nearest = around.sort((a, b) => b.length - a.length)[0];
  return nearest !== undefined && hidden.includes(nearest) ? nearest : undefined;
}

const destination = ({ Destination }: { readonly Destination: string }): string => Destination;

const tidy = (path: string): string => posix.resolve("/", path);

/** As far as an engine tells: links on the way to its directory are not seen. */
async function realPath({ engine, container }: Place, path: string, signal: AbortSignal | undefined): Promise<string> {
  const parent = await behindInContainer(engine, container, posix.dirname(path), signal);
  const inParent = parent ? posix.join(parent.real, posix.basename(path)) : path;
  return (await behindInContainer(engine, container, inParent, signal))?.real ?? inParent;
}

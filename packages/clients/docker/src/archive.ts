import type { Readable } from "node:stream";
import { IngotError } from "@ingot/core/plugin";
import { statusOf } from "./docker-error.js";
import { callEngine, callPlain, type DockerEngine } from "./engine.js";

/** What stands at a path of the container. */
export interface ContainerPath {
  readonly kind: "file" | "directory" | "link" | "other";
  /** Bytes. */
  readonly size: number;
  /** Of a link: the path that it leads to, resolved by the engine within the container. */
  readonly target: string;
}

const pathOf = (container: string) => `/containers/${encodeURIComponent(container)}/archive`;
const during = (signal: AbortSignal | undefined) => (signal ? { signal } : {});

/** Undefined when nothing is at `path`. */
export async function statInContainer(
  engine: DockerEngine,
  container: string,
  path: string,
  signal?: AbortSignal,
): Promise<ContainerPath | undefined> {
  try {
    const call = { method: "HEAD", path: pathOf(container), query: { path }, ...during(signal) } as const;
    const response = await callEngine(engine, call);
    response.resume();
    return decodeStat(response.headers["x-docker-container-path-stat"]);
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** What a path leads to when links are followed, and where that is. Undefined when nothing is there. */
export async function behindInContainer(
  engine: DockerEngine,
  container: string,
  path: string,
  signal?: AbortSignal,
): Promise<{ readonly real: string; readonly kind: ContainerPath["kind"] } | undefined> {
  const found = await statInContainer(engine, container, path, signal);
  if (found?.kind !== "link") return found && { real: path, kind: found.kind };
  const target = await statInContainer(engine, container, found.target, signal);
  return target && { real: found.target, kind: target.kind };
}

/** The archive of a file, a link, or a directory with all that is in it. The caller reads the stream to its end, or destroys it. */
export function getArchive(
  engine: DockerEngine,
  container: string,
  path: string,
  signal?: AbortSignal,
): Promise<Readable> {
  return callEngine(engine, { method: "GET", path: pathOf(container), query: { path }, ...during(signal) });
}

/** Unpacks a tar archive into `directory`, which must be there. A file never takes a directory's place, nor the other way. */
export function putArchive(
  engine: DockerEngine,
  container: string,
  directory: string,
  archive: Readable,
  signal?: AbortSignal,
): Promise<void> {
  const query = { path: directory, noOverwriteDirNonDir: true };
  const headers = { "Content-Type": "application/x-tar" };
  const call = { method: "PUT", path: pathOf(container), query, headers, stream: archive, ...during(signal) } as const;
  return callPlain(engine, call);
}

/** The bits of Go's `os.FileMode`; without any of them it is a plain file. */
const modeBits = { directory: 0x8000_0000, link: 0x0800_0000, special: 0x0728_0000 };

function decodeStat(header: string | string[] | undefined): ContainerPath {
  if (typeof header !== "string") throw unreadableStat();
  const stat: { mode: number; size: number; linkTarget: string } = JSON.parse(
    Buffer.from(header, "base64").toString("utf8"),
  );
  return { kind: kindOf(stat.mode), size: stat.size, target: stat.linkTarget };
}

/** Go's mode does not fit a signed 32-bit integer, so the bits are tested unsigned. */
function kindOf(mode: number): ContainerPath["kind"] {
  const has = (bits: number) => (mode & bits) !== 0;
  if (has(modeBits.directory)) return "directory";
  if (has(modeBits.link)) return "link";
  return has(modeBits.special) ? "other" : "file";
}

function unreadableStat(): IngotError {
  return new IngotError({
    code: "DOCKER_API",
    source: "outside",
    message: "The Docker engine does not say what is at a path of the container.",
  });
}

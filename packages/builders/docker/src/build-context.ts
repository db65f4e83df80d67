import { readFile } from "node:fs/promises";
import { relative, sep } from "node:path";
import { PassThrough, pipeline, type Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { archiveDirectory } from "@ingot/client-docker";
import type { Host } from "@ingot/core/plugin";
import type { DockerBuilderConfig } from "./config.js";
import { type Dockerignore, parseDockerignore } from "./dockerignore.js";

export interface OpenBuildContext {
  /** A tar archive of the context, without what `.dockerignore` leaves out. */
  readonly archive: Readable;
  /** The Dockerfile's name in it. */
  readonly dockerfile: string;
}

/** Reads the build directory as `docker build` does. A Dockerfile outside of it is added under a name of its own. */
export async function openBuildContext(
  build: NonNullable<DockerBuilderConfig["build"]>,
  host: Host,
): Promise<OpenBuildContext> {
  const directory = host.resolve(build.build_dir);
  const file = host.resolve(build.path);
  const inside = relative(directory, file).split(sep).join("/");
  const isInside = inside !== "" && !inside.startsWith("../");
  const dockerfile = isInside ? inside : `.dockerfile.${Buffer.from(host.randomBytes(16)).toString("hex")}`;
  const extra = isInside ? {} : { [dockerfile]: await readFile(file, "utf8") };
  const ignore = await readIgnoreFile(file, directory);
  const kept = new Set([dockerfile, ".dockerignore"]);
  const include = (name: string, isDirectory: boolean) =>
    kept.has(name) || (isDirectory ? ignore.enters(name, kept) : !ignore.excludes(name));
  const plain = archiveDirectory(directory, { include, extra });
  return { archive: build.compress ? compressed(plain) : plain, dockerfile };
}

/** The Dockerfile's own, `X.dockerignore`, goes before the directory's. */
async function readIgnoreFile(dockerfile: string, directory: string): Promise<Dockerignore> {
  for (const path of [`${dockerfile}.dockerignore`, `${directory}/.dockerignore`]) {
    const text = await readFile(path, "utf8").catch(absent);
    if (text !== undefined) return parseDockerignore(text, path);
  }
  return parseDockerignore("", directory);
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

/** A failure of the archive is the result's failure. */
function compressed(archive: Readable): Readable {
  const out = new PassThrough();
  pipeline(archive, createGzip(), out, () => undefined);
  return out;
}

import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { openSource } from "@ingot/client-transfer";
import { type BuildContext, IngotError, isIngotError, type ProvisionTarget, reasonOf } from "@ingot/core/plugin";
import { type FileConfig, sourcesOf } from "./config.js";
import { posixCommand } from "./posix-command.js";

export async function upload(config: FileConfig, target: ProvisionTarget, run: BuildContext): Promise<void> {
  if (config.content !== undefined) return uploadContent(config.content, config.destination, target, run);
  for (const source of sourcesOf(config)) await uploadSource(source, config.destination, target, run);
}

/** The text goes to the machine only, not to a file on the way: it may hold secrets. */
async function uploadContent(content: string, destination: string, target: ProvisionTarget, run: BuildContext) {
  run.say(`Uploading content => ${destination}`);
  await target.communicator.upload(Readable.from([Buffer.from(content)]), destination, { signal: run.signal });
}

/** A pipe, as of `<(command)`, is read to its end. */
async function uploadSource(source: string, destination: string, target: ProvisionTarget, run: BuildContext) {
  run.signal.throwIfAborted();
  const path = run.host.resolve(source);
  const options = { signal: run.signal };
  const found = await statsOf(source, path);
  if (found.isDirectory()) {
    run.say(`Uploading ${source} => ${destination}`);
    const isWhole = !source.endsWith("/") && (await isDirectory(destination, target, run));
    return target.communicator.uploadDirectory(isWhole ? path : `${path}/`, destination, options);
  }
  const file = destination.endsWith("/") ? destination + basename(path) : destination;
  run.say(`Uploading ${source} => ${file}`);
  await target.communicator.upload(found.isFile() ? path : await openSource(path), file, options);
}

/**
 * Whether there is a directory for another to go into as a whole: with a trailing "/", and where nothing is, its contents go, as
 * with Packer and `cp -r`. A machine that cannot tell has one.
 */
async function isDirectory(path: string, { communicator }: ProvisionTarget, { signal }: BuildContext) {
  if (communicator.isDirectory) return communicator.isDirectory(path, { signal });
  const word = `'${path.replaceAll("'", "'\\''")}'`;
  try {
    const { exitCode } = await communicator.exec(posixCommand(`test -d ${word}`), { signal });
    return exitCode !== 1;
  } catch (error) {
    if (signal.aborted || isIngotError(error, "COMMUNICATOR_LOST")) throw error;
    return true; // it may have no shell, and transfer files all the same
  }
}

function statsOf(source: string, path: string): Promise<Stats> {
  return stat(path).catch((cause: unknown) => {
    throw new IngotError({
      code: "SOURCE_UNREADABLE",
      source: "user",
      message: `Cannot upload "${source}": ${reasonOf(cause)}`,
      cause,
    });
  });
}

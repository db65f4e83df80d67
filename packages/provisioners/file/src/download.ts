import { posix } from "node:path";
import { type BuildContext, makeDirectory, type ProvisionTarget, writeWholeFile } from "@ingot/core/plugin";
import { type FileConfig, sourcesOf } from "./config.js";
import { expandRemoteGlob, isGlob } from "./remote-glob.js";

export async function download(config: FileConfig, target: ProvisionTarget, run: BuildContext): Promise<void> {
  for (const source of sourcesOf(config)) {
    run.signal.throwIfAborted();
    if (isGlob(source)) await downloadMatches(source, config.destination, target, run);
    else if (source.endsWith("/")) await downloadDirectory(source, config.destination, target, run);
    else await downloadFile(source, config.destination, target, run);
  }
}

/** Several things have only one place in a directory, so the destination is one. */
async function downloadMatches(pattern: string, destination: string, target: ProvisionTarget, run: BuildContext) {
  const into = destination.endsWith("/") ? destination : `${destination}/`;
  for (const match of await expandRemoteGlob(pattern, target, run)) {
    const copy = match.isDirectory ? downloadDirectory : downloadFile;
    await copy(match.path, into, target, run);
  }
}

/** As a directory of its name, with a "/" at its end and without, as Packer does. */
async function downloadDirectory(source: string, destination: string, target: ProvisionTarget, run: BuildContext) {
  run.say(`Downloading ${source} => ${destination}`);
  const path = run.host.resolve(destination);
  await makeDirectory(path);
  await target.communicator.downloadDirectory(source.replace(/\/+$/, "") || "/", path, { signal: run.signal });
}

/** Under a name of the run's own until it is whole, so that nobody takes half a file for a whole one. */
async function downloadFile(source: string, destination: string, target: ProvisionTarget, run: BuildContext) {
  const file = destination.endsWith("/") ? destination + posix.basename(source) : destination;
  run.say(`Downloading ${source} => ${file}`);
  const path = run.host.resolve(file);
  const options = { signal: run.signal, inPlace: true };
  await writeWholeFile(path, run, (partial) => target.communicator.download(source, partial, options));
}

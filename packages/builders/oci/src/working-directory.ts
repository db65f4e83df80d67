import { chmod, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { removeTree } from "@ingot/client-oci-image";
import { type Acquired, type BuildContext, defineReaper, IngotError, reasonOf } from "@ingot/core/plugin";

const kind = "oci.rootfs";

/** Begins the name of each directory of a run. */
const prefixOf = (runId: string): string => `ingot-${runId}-oci-`;

/** A private directory for one build's root file system, journalled, gone at the build's end. */
export async function workingDirectory(run: BuildContext): Promise<Acquired<string>> {
  const unique = Buffer.from(run.host.randomBytes(8)).toString("hex");
  const path = join(run.host.tempDirectory, `${prefixOf(run.runId)}${unique}`);
  const intent = { kind, description: `root file system ${path}`, handle: { path } };
  const create = async () => {
    await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
      throw noPlace(run.host.tempDirectory, error);
    });
    await mkdir(join(path, "root"));
    await chmod(join(path, "root"), 0o755);
    return path;
  };
  return run.acquire(intent, create, () => removeTree(path));
}

/** Removes root file systems that a dead run left. Their mounts and processes died with it. */
export const ociReaper = defineReaper({
  kinds: [kind],
  reap: async ({ handle, runId }) => {
    const path = handle.path;
    if (typeof path !== "string" || !path.split("/").at(-1)!.startsWith(prefixOf(runId))) throw notOurs(path);
    const isThere = await readdir(path).catch(() => undefined);
    await removeTree(path);
    return isThere ? "destroyed" : "absent";
  },
  sweep: async (runId, { host, signal }) => {
    const names = await readdir(host.tempDirectory).catch(() => []);
    const left = names.filter((name) => name.startsWith(prefixOf(runId))).map((name) => join(host.tempDirectory, name));
    for (const path of left) {
      signal.throwIfAborted();
      await removeTree(path);
    }
    return left.map((path) => `root file system ${path}`);
  },
});

const noPlace = (directory: string, cause: unknown) =>
  new IngotError({
    code: "OCI_NO_PLACE",
    source: "user",
    message: `The image's files cannot be unpacked in ${directory}: ${reasonOf(cause)}. Set TMPDIR to a directory that you may write to, with room for the image.`,
    cause,
  });

const notOurs = (path: unknown) =>
  new IngotError({
    code: "JOURNAL_INVALID",
    source: "engine",
    message: `The journal names ${JSON.stringify(path)} as a root file system of its run, and the name is not one that a run gives. It is left alone.`,
  });

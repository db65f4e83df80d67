import { basename, relative, sep } from "node:path";
import { join } from "node:path/posix";
import { Readable } from "node:stream";
import { quoteForShell } from "@ingot/client-shell-script";
import { type BuildContext, IngotError, type ProvisionTarget } from "@ingot/core/plugin";
import { type AnsibleLocalConfig, playbooksOf } from "./config.js";

/** What lies on the machine when all is uploaded: paths there. */
export interface Staged {
  readonly playbooks: readonly string[];
  readonly inventory: string;
  readonly requirements: string | undefined;
}

/** One thing to upload: a file, a directory's contents, or a text. */
interface Upload {
  readonly what: string;
  readonly from: string | Readable;
  /** Within the staging directory; of a directory. */
  readonly directory: string;
  /** Of a file, within `directory`; absent for a directory's contents. */
  readonly name?: string;
}

/** Uploads all that the block names into `staging`, which is there. */
export async function stage(
  config: AnsibleLocalConfig,
  staging: string,
  { communicator }: ProvisionTarget,
  run: BuildContext,
): Promise<Staged> {
  const uploads = uploadsOf(config, run);
  await makeDirectories([...new Set(uploads.map(({ directory }) => join(staging, directory)))], { communicator }, run);
  const options = { signal: run.signal };
  for (const { what, from, directory, name } of uploads) {
    run.say(`Uploading ${what}...`);
    const place = join(staging, directory);
    if (name !== undefined) await communicator.upload(from, join(place, name), options);
    else await communicator.uploadDirectory(`${from}/`, place, options);
  }
  const named = (path: string | undefined) => path && join(staging, basename(path));
  return {
    playbooks: playbooksOf(config).map((path) => join(staging, placeWithin(config, path, run) ?? basename(path))),
    inventory: named(config.inventory_file) ?? join(staging, inventoryName),
    requirements: named(config.galaxy_file),
  };
}

export async function makeDirectories(
  paths: readonly string[],
  { communicator }: Pick<ProvisionTarget, "communicator">,
  run: BuildContext,
): Promise<void> {
  const command = `umask 077 && mkdir -p ${paths.map(quoteForShell).join(" ")}`;
  const { exitCode } = await communicator.exec(command, { signal: run.signal, onOutput: run.output });
  if (exitCode !== 0) throw noStaging(paths[0]!, exitCode);
}

const inventoryName = "ingot-inventory";

function uploadsOf(config: AnsibleLocalConfig, run: BuildContext): Upload[] {
  const here = run.host.resolve;
  const contents = (what: string, path: string | undefined, directory: string): Upload[] =>
    path === undefined ? [] : [{ what, from: here(path), directory }];
  const file = (what: string, path: string | undefined): Upload[] =>
    path === undefined ? [] : [{ what, from: here(path), directory: "", name: basename(path) }];
  return [
    ...contents("the playbook directory", config.playbook_dir, ""),
    ...playbooksOf(config)
      .filter((path) => placeWithin(config, path, run) === undefined)
      .flatMap((path) => file(`the playbook ${path}`, path)),
    ...(config.inventory_file === undefined ? [ownInventory(config)] : file("the inventory", config.inventory_file)),
    ...file("the requirements", config.galaxy_file),
    ...contents("group_vars", config.group_vars, "group_vars"),
    ...contents("host_vars", config.host_vars, "host_vars"),
    ...config.role_paths.flatMap((path) => contents(`the role ${path}`, path, join("roles", basename(path)))),
    ...config.collection_paths.flatMap((path) =>
      contents(`the collections ${path}`, path, join("collections", collectionPlace(here(path)))),
    ),
    ...config.playbook_paths.flatMap((path) => contents(path, path, join("playbooks", basename(path)))),
  ];
}

/** Where a playbook lies in what `playbook_dir` brings; undefined when it does not. */
function placeWithin({ playbook_dir, playbook_file }: AnsibleLocalConfig, path: string, { host }: BuildContext) {
  if (playbook_dir === undefined || playbook_file !== undefined) return undefined;
  const place = relative(host.resolve(playbook_dir), host.resolve(path));
  return place.startsWith(`..${sep}`) ? undefined : place;
}

/** Ansible knows a collection by the two directories above it, in one called ansible_collections. */
const collectionPlace = (path: string): string => /(?:^|\/)(ansible_collections(?:\/.*)?)$/.exec(path)?.[1] ?? "";

function ownInventory({ inventory_groups }: AnsibleLocalConfig): Upload {
  const groups = inventory_groups.flatMap((names) => names.split(",")).map((name) => name.trim());
  const text = groups.length === 0 ? "127.0.0.1\n" : groups.map((group) => `[${group}]\n127.0.0.1\n`).join("");
  return { what: "the inventory", from: Readable.from([Buffer.from(text)]), directory: "", name: inventoryName };
}

const noStaging = (path: string, exitCode: number) =>
  new IngotError({
    code: "ANSIBLE_STAGING",
    source: "user",
    message: `The staging directory ${path} cannot be made on the machine (exit status ${exitCode}). Set staging_directory to a place where the build's user may write.`,
    data: { exitCode },
  });

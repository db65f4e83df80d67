import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { BuildContext } from "@ingot/core/plugin";

/** What systems allow for a socket's path, less the name that Ansible gives it and what ssh adds to that for a while. */
const longestDirectory = 103 - "/0123456789.0123456789abcdef".length;

/**
 * Has the connections that ssh keeps open between tasks lie in `directory`, as far as its path is short enough, so that `close` can end
 * them with the playbook; else they end by themselves a minute later.
 */
export async function sharedConnections(directory: string, run: BuildContext) {
  const place = join(directory, "cp");
  if (place.length > longestDirectory) return { env: {}, close: async () => {} };
  await mkdir(place, { mode: 0o700 });
  const close = async () => {
    const sockets = await readdir(place).catch(() => []);
    await Promise.all(sockets.map((name) => end(join(place, name), run)));
  };
  return { env: { ANSIBLE_SSH_CONTROL_PATH_DIR: place }, close };
}

/** One that is gone already is a success. */
async function end(socket: string, { host }: BuildContext): Promise<void> {
  const child = host.spawn("ssh", ["-F", "none", "-o", `ControlPath="${socket}"`, "-O", "exit", "machine"]);
  child.stdout.resume();
  child.stderr.resume();
  await child.exit.catch(() => {});
}

import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deviceNames } from "./set-up-script.js";

const links: Readonly<Record<string, string>> = {
  fd: "/proc/self/fd",
  stdin: "/proc/self/fd/0",
  stdout: "/proc/self/fd/1",
  stderr: "/proc/self/fd/2",
  ptmx: "pts/ptmx",
};

/** Makes what the sandbox mounts on `/dev`: empty files to mount devices on, and the links that programs expect. */
export async function makeDeviceDirectory(directory: string): Promise<void> {
  await mkdir(directory);
  await chmod(directory, 0o755);
  for (const name of deviceNames) await writeFile(join(directory, name), "");
  for (const [name, target] of Object.entries(links)) await symlink(target, join(directory, name));
  await mkdir(join(directory, "pts"));
  await mkdir(join(directory, "shm"));
  await chmod(join(directory, "shm"), 0o1777);
}

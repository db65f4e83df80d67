import { constants } from "node:fs";
import { access, chmod, copyFile, mkdir, realpath } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { type Host, IngotError } from "@ingot/core/plugin";
import { sharedLibraries } from "../libraries/shared-libraries.js";

/** The programs of this machine that the sandbox needs, by their paths. */
export interface HostTools {
  readonly sh: string;
  readonly unshare: string;
  readonly setpriv: string;
  readonly mount: string;
  readonly pivotRoot: string;
  /** How `umount` is called when the old root lies elsewhere: it is a copy, with its own loader and libraries. */
  readonly umount: Umount;
}

export interface Umount {
  readonly program: string;
  /** Undefined where it is linked statically. */
  readonly loader?: string;
  readonly libraries: string;
}

/** Where administrators' programs are, also for users whose PATH does not say so. */
const usualPlaces = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** The path of a program; undefined when it is not installed. */
export async function findProgram(host: Host, name: string, places = usualPlaces): Promise<string | undefined> {
  for (const directory of [...(host.env.PATH ?? "").split(delimiter), ...places]) {
    const path = join(directory, name);
    if (directory.startsWith("/") && (await isExecutable(path))) return path;
  }
  return undefined;
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

/**
 * Finds the tools, and copies those two into `directory` (new, private) that run inside the sandbox: the shell that is
 * its first process, so that nothing in the sandbox can reach this machine's own, and `umount`.
 */
export async function prepareTools(host: Host, directory: string, places = usualPlaces): Promise<HostTools> {
  const names = ["unshare", "setpriv", "mount", "umount", "pivot_root", "sh"] as const;
  const found = await Promise.all(names.map((name) => findProgram(host, name, places)));
  const missing = names.filter((_, at) => found[at] === undefined);
  if (missing.length > 0) throw toolsMissing(missing);
  const [unshare, setpriv, mount, umount, pivotRoot, sh] = found as [string, string, string, string, string, string];
  await mkdir(directory, { mode: 0o700 });
  const shell = await copyInto(directory, sh, "sh");
  return { sh: shell, unshare, setpriv, mount, pivotRoot, umount: await copyUmount(directory, umount) };
}

async function copyUmount(directory: string, umount: string): Promise<Umount> {
  const program = await copyInto(directory, umount, "umount");
  const { interpreter, libraries } = await sharedLibraries(umount);
  for (const library of libraries) await copyInto(directory, library.path, library.name);
  const loader = interpreter && (await copyInto(directory, interpreter, basename(interpreter)));
  return { program, libraries: directory, ...(loader && { loader }) };
}

/** Never a link, and never setuid, whatever the original is. */
async function copyInto(directory: string, source: string, name: string): Promise<string> {
  const path = join(directory, name);
  await copyFile(await realpath(source), path);
  await chmod(path, 0o755);
  return path;
}

const toolsMissing = (names: readonly string[]) =>
  new IngotError({
    code: "OCI_TOOLS_MISSING",
    source: "user",
    message: `The oci builder runs commands with the help of ${names.join(", ")}, which this machine does not have. Install util-linux (on Alpine also setpriv and util-linux-misc).`,
    data: { missing: names },
  });

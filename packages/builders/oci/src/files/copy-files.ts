import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, posix } from "node:path";
import { type Owner, resolveInRoot } from "@ingot/client-oci-image";
import { bytePath, parentPath } from "@ingot/client-transfer";
import { type BuildContext, type Host, IngotError } from "@ingot/core/plugin";
import type { CopyConfig } from "../config.js";
import { sharedLibraries } from "../libraries/shared-libraries.js";
import type { Rootfs } from "../rootfs.js";
import { findProgram } from "../sandbox/host-tools.js";
import { putDirectories } from "./put-file.js";
import { uploadDirectory, uploadFile } from "./upload.js";

type Run = Pick<BuildContext, "host" | "say" | "signal">;

interface FileOptions {
  readonly mode?: number;
  readonly owner?: Owner;
  readonly signal: AbortSignal;
}

/** Does what one `copy` block says. */
export async function copyFiles(rootfs: Rootfs, copy: CopyConfig, run: Run): Promise<void> {
  const { source, sources, destination } = copy;
  for (const path of [...(source === undefined ? [] : [source]), ...sources]) {
    run.say(`Copying ${path} => ${destination}`);
    await copyPath(rootfs, path, copy, run);
  }
  for (const name of copy.programs) {
    run.say(`Copying ${name} with its libraries => ${destination}`);
    await copyProgram(rootfs, await requireProgram(run.host, name), inDirectory(destination, name), copy, run);
  }
}

const inDirectory = (directory: string, name: string): string => posix.join(directory, name);

async function copyPath(rootfs: Rootfs, path: string, copy: CopyConfig, run: Run): Promise<void> {
  const isContents = path.endsWith("/");
  const local = run.host.resolve(path);
  const found = await stat(local).catch((error: unknown) => {
    throw new IngotError({
      code: "UPLOAD_FAILED",
      source: "user",
      message: `There is nothing at "${path}" to copy.`,
      cause: error,
    });
  });
  const target = copy.destination.endsWith("/") ? inDirectory(copy.destination, basename(local)) : copy.destination;
  if (found.isDirectory()) {
    await makeDirectories(rootfs, copy.destination, copy, run);
    await uploadDirectory(rootfs, isContents ? `${local}/` : local, copy.destination, fileOptions(copy, run));
  } else if (copy.with_libraries) await copyProgram(rootfs, local, target, copy, run);
  else await copyFile(rootfs, local, target, copy, run);
}

async function copyFile(rootfs: Rootfs, local: string, target: string, copy: CopyConfig, run: Run): Promise<void> {
  await makeDirectories(rootfs, posix.dirname(target), copy, run);
  await uploadFile(rootfs, local, target, fileOptions(copy, run));
}

/**
 * A program with its loader and libraries. Those found by a program's own search path stay where it looks; the others go
 * beside the C library, where this loader always looks.
 */
async function copyProgram(rootfs: Rootfs, local: string, target: string, copy: CopyConfig, run: Run): Promise<void> {
  await copyFile(rootfs, local, target, copy, run);
  const { interpreter, libraries } = await sharedLibraries(local);
  const origin = dirname(await realpath(local));
  const home = libraries.find((each) => /^libc\.(so|musl)/.test(each.name)) ?? libraries[0];
  const root = { ...copy, mode: undefined, owner: undefined };
  for (const { name, path, isOwn } of libraries) {
    const own = path.startsWith(`${origin}/`) ? posix.join(posix.dirname(target), path.slice(origin.length)) : path;
    await copyFile(rootfs, path, isOwn ? own : join(dirname(home!.path), name), root, run);
  }
  if (interpreter) await copyFile(rootfs, interpreter, interpreter, root, run);
}

async function makeDirectories(rootfs: Rootfs, directory: string, copy: CopyConfig, run: Run): Promise<void> {
  run.signal.throwIfAborted();
  const path = await resolveInRoot(rootfs.root, bytePath(directory));
  await putDirectories(rootfs, parentPath(path));
  await putDirectories(rootfs, path, { mode: 0o755, owner: ownerIn(copy) });
}

function fileOptions(copy: Pick<CopyConfig, "mode" | "owner">, { signal }: Run): FileOptions {
  const owner = ownerIn(copy);
  return { signal, ...(copy.mode && { mode: Number.parseInt(copy.mode, 8) }), ...(owner && { owner }) };
}

function ownerIn({ owner }: Pick<CopyConfig, "owner">): Owner | undefined {
  if (owner === undefined) return undefined;
  const [uid, gid] = owner.split(":").map(Number);
  return { uid: uid!, gid: gid ?? uid! };
}

async function requireProgram(host: Host, name: string): Promise<string> {
  const found = name.includes("/") ? host.resolve(name) : await findProgram(host, name);
  if (found !== undefined) return found;
  throw new IngotError({
    code: "PROGRAM_MISSING",
    source: "user",
    message: `The program "${name}" is not on this machine's PATH, so it cannot be copied into the image.`,
  });
}

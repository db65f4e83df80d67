import { rmdir, stat, unlink } from "node:fs/promises";
import { ignoring, lstatAt, placeOf, readNode, resolveInRoot, withAccess } from "@ingot/client-oci-image";
import { type BytePath, bytePath, parentPath } from "@ingot/client-transfer";
import { type Host, IngotError } from "@ingot/core/plugin";
import type { MountConfig } from "../config.js";
import { putDirectory, putFile } from "../files/put-file.js";
import { makeTemporaryDirectory } from "../files/temporary-directory.js";
import type { Rootfs } from "../rootfs.js";
import type { SandboxMount } from "./set-up-script.js";

/** Makes what mounts are put upon, and says which bind mounts there are to be. Nothing of it gets into the image. */
export async function prepareMountPoints(
  rootfs: Rootfs,
  host: Host,
  network: "host" | "none",
  mounts: readonly MountConfig[],
): Promise<SandboxMount[]> {
  await makeFixed(rootfs, "proc");
  await makeFixed(rootfs, "dev");
  await makeTemporaryDirectory(rootfs);
  const resolver = { source: "/etc/resolv.conf", destination: "/etc/resolv.conf", read_only: true };
  const wanted = network === "host" && (await isFile(resolver.source)) ? [resolver, ...mounts] : mounts;
  const prepared: SandboxMount[] = [];
  for (const { source, destination, read_only } of wanted) {
    const path = host.resolve(source);
    const target = await makeTarget(rootfs, path, destination);
    prepared.push({ source: path, target: `/${Buffer.from(target, "latin1").toString("utf8")}`, readOnly: read_only });
  }
  return prepared;
}

const isFile = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined))?.isFile() === true;

async function makeFixed(rootfs: Rootfs, path: BytePath): Promise<void> {
  const node = await readNode(rootfs.root, path);
  if (node && node.kind !== "directory") throw badMountPoint(`/${path}`, "it is not a directory in the image");
  if (!node) await makeDirectories(rootfs, path);
}

async function makeTarget(rootfs: Rootfs, source: string, destination: string): Promise<BytePath> {
  const found = await stat(source).catch((error: unknown) => {
    throw badMountPoint(destination, `there is nothing at ${source}`, error);
  });
  const target = await resolveInRoot(rootfs.root, bytePath(destination));
  const node = await readNode(rootfs.root, target);
  if (target === "") throw badMountPoint(destination, "it is the image's root");
  if (node && (node.kind === "directory") !== found.isDirectory()) {
    throw badMountPoint(destination, `one of ${source} and it is a directory, the other is not`);
  }
  if (node) return target;
  if (found.isDirectory()) await makeDirectories(rootfs, target);
  else await makeEmptyFile(rootfs, target);
  return target;
}

async function makeDirectories(rootfs: Rootfs, path: BytePath): Promise<void> {
  if (path === "" || (await lstatAt(rootfs.root, path))) return;
  await makeDirectories(rootfs, parentPath(path));
  rootfs.mountPoints.push(path);
  await putDirectory(rootfs, path, { mode: 0o755 });
}

async function makeEmptyFile(rootfs: Rootfs, path: BytePath): Promise<void> {
  await makeDirectories(rootfs, parentPath(path));
  rootfs.mountPoints.push(path);
  await putFile(rootfs, path, nothing(), { mode: 0o644 });
}

async function* nothing(): AsyncGenerator<Buffer> {}

/** Takes away what was made here and is still as empty as it was made. */
export async function removeMountPoints({ root, mountPoints }: Rootfs): Promise<void> {
  for (let path = mountPoints.pop(); path !== undefined; path = mountPoints.pop()) {
    const node = await readNode(root, path);
    const place = placeOf(root, path);
    const remove = () => (node?.kind === "directory" ? rmdir(place) : unlink(place));
    const isEmpty = node?.kind === "directory" || (node?.kind === "file" && node.size === 0);
    if (isEmpty) await withAccess(root, parentPath(path), remove).catch(ignoring("ENOTEMPTY"));
  }
}

const badMountPoint = (path: string, why: string, cause?: unknown) =>
  new IngotError({
    code: "OCI_MOUNT_POINT",
    source: "user",
    message: `Nothing can be mounted on ${path} of the image: ${why}.`,
    ...(cause !== undefined && { cause }),
  });

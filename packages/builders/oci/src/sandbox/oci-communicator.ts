import { rm } from "node:fs/promises";
import { join } from "node:path";
import { readNode, resolveInRoot } from "@ingot/client-oci-image";
import { bytePath } from "@ingot/client-transfer";
import { type Communicator, type ExecOptions, type ExecResult, type Host, IngotError } from "@ingot/core/plugin";
import type { MountConfig } from "../config.js";
import { downloadDirectory, downloadFile } from "../files/download.js";
import { isTemporary, makeTemporaryDirectory } from "../files/temporary-directory.js";
import { uploadDirectory, uploadFile } from "../files/upload.js";
import type { Rootfs } from "../rootfs.js";
import { makeDeviceDirectory } from "./device-directory.js";
import { type HostTools, prepareTools } from "./host-tools.js";
import { prepareMountPoints } from "./mount-points.js";
import { runInSandbox } from "./run-in-sandbox.js";
import { noShell } from "./sandbox-error.js";
import { setUpScript } from "./set-up-script.js";

export interface OciCommunicatorOptions {
  readonly host: Host;
  readonly rootfs: Rootfs;
  /** A private directory of this build, beside the root file system. */
  readonly workDirectory: string;
  readonly network: "host" | "none";
  readonly mounts: readonly MountConfig[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
}

/** Files by their paths, and commands each in a sandbox of its own: no process of one is left when the next begins. */
export function ociCommunicator(options: OciCommunicatorOptions): Communicator {
  const { rootfs } = options;
  const prepared = onDemand(() => prepareSandboxes(options));
  let commands = 0;
  return {
    type: "oci",
    exec: async (command, execOptions = {}) => {
      execOptions.signal?.throwIfAborted();
      commands += 1;
      return execIn(options, await prepared(), `command-${commands}`, command, execOptions);
    },
    upload: async (source, destination, transfer) => {
      if (isTemporary(destination)) await makeTemporaryDirectory(rootfs);
      await uploadFile(rootfs, source, destination, transfer);
    },
    uploadDirectory: async (source, destination, transfer) => {
      if (isTemporary(destination)) await makeTemporaryDirectory(rootfs);
      await uploadDirectory(rootfs, source, destination, transfer);
    },
    download: (source, destination, transfer) => downloadFile(rootfs, source, destination, transfer),
    downloadDirectory: (source, destination, transfer) => downloadDirectory(rootfs, source, destination, transfer),
    isDirectory: async (path) => {
      const node = await readNode(rootfs.root, await resolveInRoot(rootfs.root, bytePath(path)));
      return node?.kind === "directory";
    },
    close: async () => {},
  };
}

/** Once, when first asked; asked again after a failure. */
function onDemand<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

interface Prepared {
  readonly tools: HostTools;
  readonly devices: string;
}

async function prepareSandboxes({ host, workDirectory }: OciCommunicatorOptions): Promise<Prepared> {
  if (host.platform !== "linux") throw notLinux(host.platform);
  const [tools, devices] = [join(workDirectory, "tools"), join(workDirectory, "devices")];
  await Promise.all([tools, devices].map((path) => rm(path, { recursive: true, force: true })));
  await makeDeviceDirectory(devices);
  return { tools: await prepareTools(host, tools), devices };
}

async function execIn(
  options: OciCommunicatorOptions,
  { tools, devices }: Prepared,
  name: string,
  command: string,
  execOptions: ExecOptions,
): Promise<ExecResult> {
  const { host, rootfs, workDirectory, network } = options;
  await requireShell(rootfs);
  const mounts = await prepareMountPoints(rootfs, host, network, options.mounts);
  const statusFile = join(workDirectory, `${name}.status`);
  const { root } = rootfs;
  const script = setUpScript({ tools, root, devices, statusFile, mounts, workingDirectory: options.workingDirectory });
  const mapping = rootfs.baseline.keepOwners ? "all" : "single";
  const { environment } = options;
  return runInSandbox(host, { tools, mapping, network, script, statusFile, environment, command }, execOptions);
}

async function requireShell({ root }: Rootfs): Promise<void> {
  const node = await readNode(root, await resolveInRoot(root, bytePath("/bin/sh")));
  if (node?.kind !== "file") throw noShell();
}

const notLinux = (platform: string) =>
  new IngotError({
    code: "OCI_NOT_LINUX",
    source: "outside",
    message: `Commands in an image run on Linux only, and this machine runs ${platform}. Without provisioners that run commands, the build works here too.`,
  });

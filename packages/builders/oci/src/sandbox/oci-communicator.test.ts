import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { takeBaseline } from "@ingot/client-oci-image";
import { type ContractMachine, communicatorContract, requires, testHost } from "@ingot/testing";
import { busyboxTree } from "../busybox-image.test-fixtures.js";
import { ociCommunicator } from "./oci-communicator.js";

const programs = ["find", "grep", "readlink", "seq", "sort", "tr", "wc"];

/** A root file system of busybox, with commands in sandboxes. */
async function rootMachine(): Promise<ContractMachine> {
  const host = testHost();
  const root = busyboxTree(host.directory);
  for (const program of programs) symlinkSync("busybox", join(root, "bin", program));
  const [here, workDirectory] = [join(host.directory, "here"), join(host.directory, "work")];
  for (const path of [here, workDirectory, join(root, "tmp"), join(root, "there")]) mkdirSync(path);
  const baseline = await takeBaseline(root, new Map(), true);
  const communicator = ociCommunicator({
    host,
    rootfs: { root, baseline, mountPoints: [] },
    workDirectory,
    network: "host",
    mounts: [],
    environment: { PATH: "/bin" },
    workingDirectory: "/",
  });
  return { communicator, here, there: "/there", [Symbol.asyncDispose]: async () => host[Symbol.dispose]() };
}

requires("busybox", "busybox-static")("a root file system", () => communicatorContract(rootMachine));

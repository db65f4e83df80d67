import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { takeBaseline } from "@ingot/client-oci-image";
import { type TestHost, testHost } from "@ingot/testing";
import type { Rootfs } from "../rootfs.js";
import { prepareTools } from "./host-tools.js";
import { prepareMountPoints, removeMountPoints } from "./mount-points.js";
import { runInSandbox } from "./run-in-sandbox.js";
import { quote, setUpScript } from "./set-up-script.js";

/** A stand-in for a tool: it says something and ends. */
function fakeTool(host: TestHost, name: string, script: string): string {
  const path = join(host.directory, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

async function run(host: TestHost, setpriv: string) {
  const tools = { ...(await prepareTools(host, join(host.directory, "tools"))), setpriv };
  const common = { mapping: "single", network: "host", environment: {}, command: "true" } as const;
  const statusFile = join(host.directory, "status");
  return runInSandbox(host, { ...common, tools, script: `: ${quote(statusFile)}`, statusFile }, {});
}

test("refused namespaces are said to be so, with the test to try", async () => {
  using host = testHost();
  const setpriv = fakeTool(host, "setpriv", "echo 'unshare: unshare failed: Operation not permitted' >&2; exit 1");
  const error = await run(host, setpriv).catch((reason) => reason);
  expect(error).toMatchObject({ code: "OCI_NO_NAMESPACES", source: "outside" });
  expect(error.message).toMatch(
    /^The oci builder runs commands in user, mount and pid namespaces, and this machine does not allow them \(unshare: unshare failed: Operation not permitted\)\. .* To test: unshare -Ur true$/,
  );
});

test("a sandbox that cannot be set up says what the tools said", async () => {
  using host = testHost();
  const said = `echo "mount: permission denied" > ${host.directory}/status; exit 1`;
  await expect(run(host, fakeTool(host, "setpriv", said))).rejects.toMatchObject({
    code: "OCI_SANDBOX_FAILED",
    message: "The sandbox for the command could not be set up: mount: permission denied.",
  });
});

test("commands that no shell could be given are refused before anything starts", async () => {
  using host = testHost();
  const tools = await prepareTools(host, join(host.directory, "tools"));
  const common = { tools, mapping: "single", network: "host", environment: {}, script: "", statusFile: "" } as const;
  await expect(runInSandbox(host, { ...common, command: "a\0b" }, {})).rejects.toThrow(
    "The command cannot be run: it holds a NUL character, which no shell can read.",
  );
  await expect(runInSandbox(host, { ...common, command: "x".repeat(200_000) }, {})).rejects.toThrow(
    "The command cannot be run: it is longer than 128 KiB; put it into a script and upload that.",
  );
});

test("paths with quotes stay one word", () => {
  expect(quote("it's")).toBe(`'it'\\''s'`);
  const tools = {
    sh: "",
    unshare: "",
    setpriv: "",
    mount: "mount",
    pivotRoot: "",
    umount: { program: "", libraries: "" },
  };
  const script = setUpScript({
    tools,
    root: "/a'b",
    devices: "/d",
    statusFile: "/s",
    mounts: [],
    workingDirectory: "/",
  });
  expect(script).toContain(`cd '/a'\\''b'\n`);
});

async function emptyRootfs(host: TestHost): Promise<Rootfs> {
  const root = join(host.directory, "root");
  mkdirSync(root);
  return { root, baseline: await takeBaseline(root, new Map(), false), mountPoints: [] };
}

test("mount points are made and taken away again, unless something came into them", async () => {
  using host = testHost();
  const rootfs = await emptyRootfs(host);
  mkdirSync(join(host.directory, "data"));
  const mounts = await prepareMountPoints(rootfs, host, "none", [
    { source: "data", destination: "/mnt/a b", read_only: true },
  ]);
  expect(mounts).toEqual([{ source: join(host.directory, "data"), target: "/mnt/a b", readOnly: true }]);
  expect(rootfs.mountPoints).toEqual(["proc", "dev", "mnt", "mnt/a b"]);
  writeFileSync(join(rootfs.root, "mnt/kept"), "");
  await removeMountPoints(rootfs);
  const { nodes } = await takeBaseline(rootfs.root, new Map(), false);
  expect([...nodes.keys()]).toEqual(["mnt", "mnt/kept", "tmp"]);
});

test("what cannot be mounted upon is said to be so", async () => {
  using host = testHost();
  const rootfs = await emptyRootfs(host);
  mkdirSync(join(rootfs.root, "dir"));
  writeFileSync(join(host.directory, "file"), "");
  const attempt = (source: string, destination: string) =>
    prepareMountPoints(rootfs, host, "none", [{ source, destination, read_only: true }]);
  await expect(attempt("absent", "/x")).rejects.toThrow(
    `Nothing can be mounted on /x of the image: there is nothing at ${host.directory}/absent.`,
  );
  await expect(attempt("file", "/dir")).rejects.toThrow(
    `Nothing can be mounted on /dir of the image: one of ${host.directory}/file and it is a directory, the other is not.`,
  );
  await expect(attempt(".", "/")).rejects.toThrow("Nothing can be mounted on / of the image: it is the image's root.");
  symlinkSync("/etc", join(rootfs.root, "evil"));
  await attempt(".", "/evil/inner");
  expect(rootfs.mountPoints.slice(-2)).toEqual(["etc", "etc/inner"]);
});

test("missing tools are named; those of administrators are found without a PATH", async () => {
  using host = testHost();
  const nowhere = { ...host, env: { PATH: "/nonexistent" } };
  const tools = await prepareTools(nowhere, join(host.directory, "tools"));
  expect(tools.pivotRoot).toMatch(/^\/(usr\/)?sbin\/pivot_root$/);
  const onlyShell = { ...host, env: { PATH: host.directory } };
  fakeTool(host, "sh", "");
  fakeTool(host, "mount", "");
  await expect(prepareTools(onlyShell, join(host.directory, "other"), [])).rejects.toMatchObject({
    code: "OCI_TOOLS_MISSING",
    message:
      "The oci builder runs commands with the help of unshare, setpriv, umount, pivot_root, which this machine does not have. Install util-linux (on Alpine also setpriv and util-linux-misc).",
  });
});

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const applets = ["sh", "cat", "chmod", "chown", "cp", "echo", "env", "id", "kill", "ln", "ls", "mkdir", "mkfifo", "mv"];
const moreApplets = [
  "ps",
  "rm",
  "sed",
  "setsid",
  "sleep",
  "stat",
  "test",
  "touch",
  "trap",
  "true",
  "wget",
  "dd",
  "head",
];

/** A root file system with Debian's busybox-static, below `directory`. Returns its path. */
export function busyboxTree(directory: string): string {
  const root = join(directory, "busybox-root");
  mkdirSync(join(root, "bin"), { recursive: true });
  mkdirSync(join(root, "etc"));
  copyFileSync("/bin/busybox", join(root, "bin/busybox"));
  for (const name of [...applets, ...moreApplets]) symlinkSync("busybox", join(root, "bin", name));
  writeFileSync(join(root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
  writeFileSync(join(root, "etc/old.conf"), "old\n");
  return root;
}

/** What `docker save` would write for an image of that one layer; made with the system's tar, not with our writer. */
export function busyboxArchive(directory: string, tag = "base:1.0"): string {
  const root = busyboxTree(directory);
  const staging = join(directory, "staging");
  mkdirSync(join(staging, "aa"), { recursive: true });
  execFileSync("tar", [
    "-C",
    root,
    "--owner=0",
    "--group=0",
    "--mtime=@1000000000",
    "--sort=name",
    "-cf",
    join(staging, "aa/layer.tar"),
    ".",
  ]);
  const diffId = `sha256:${sha256(readFileSync(join(staging, "aa/layer.tar")))}`;
  const config = JSON.stringify({
    architecture: process.arch === "x64" ? "amd64" : process.arch,
    os: "linux",
    config: { Env: ["PATH=/bin", "BASE=yes"], Cmd: ["/bin/sh"], Labels: { from: "base" } },
    rootfs: { type: "layers", diff_ids: [diffId] },
    history: [{ created: "2001-09-09T01:46:40Z", created_by: "the base" }],
  });
  writeFileSync(join(staging, `${sha256(config)}.json`), config);
  const manifest = [{ Config: `${sha256(config)}.json`, RepoTags: [tag], Layers: ["aa/layer.tar"] }];
  writeFileSync(join(staging, "manifest.json"), JSON.stringify(manifest));
  const archive = join(directory, "base.tar");
  execFileSync("tar", ["-C", staging, "-cf", archive, "."]);
  return archive;
}

const sha256 = (bytes: Buffer | string): string => createHash("sha256").update(bytes).digest("hex");

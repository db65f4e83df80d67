import { execFileSync } from "node:child_process";
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readTar } from "@ingot/client-transfer";
import { imageOf, layerOf, sha256, testDirectory } from "../images.test-fixtures.js";
import { type Baseline, recordOwner, takeBaseline } from "./baseline.js";
import { diffTree } from "./diff-tree.js";
import { unpackImage } from "./unpack-image.js";
import { writeLayer } from "./write-layer.js";

const base = layerOf(
  { path: "etc", kind: "directory" },
  { path: "etc/a", content: "aaa", uid: 33, gid: 33 },
  { path: "etc/b", content: "bbb" },
  { path: "usr/share/x", content: "x" },
  { path: "usr/share/y", content: "y" },
  { path: "link", kind: "symlink", linkPath: "etc/a" },
);

async function unpackedBase(directory: string, name = "root"): Promise<Baseline> {
  const root = join(directory, name);
  mkdirSync(root);
  const records = await unpackImage(imageOf(base), root, { keepOwners: false, warn: () => {} });
  return takeBaseline(root, records, false);
}

async function layerAfter(
  directory: string,
  change: (root: string, baseline: Baseline) => void | Promise<void>,
  name = "root",
) {
  const baseline = await unpackedBase(directory, name);
  await change(baseline.root, baseline);
  const path = join(directory, `${name}.tar.gz`);
  const written = await writeLayer(baseline, await diffTree(baseline), { path, epoch: 0 });
  return { ...written, bytes: readFileSync(path) };
}

async function listed(bytes: Buffer) {
  const entries = [];
  async function* content() {
    yield gunzipSync(bytes);
  }
  for await (const { path, kind, uid, gid, mode, mtime, linkPath } of readTar(content())) {
    entries.push([path, kind, `${uid}:${gid}`, mode.toString(8), mtime, linkPath]);
  }
  return entries;
}

test("added, changed and deleted files, with the directories that lead to them", async () => {
  using directory = testDirectory();
  const { bytes } = await layerAfter(directory.path, (root) => {
    writeFileSync(join(root, "etc/a"), "changed");
    rmSync(join(root, "usr/share/x"));
    mkdirSync(join(root, "new"));
    writeFileSync(join(root, "new/setuid"), "s");
    chmodSync(join(root, "new/setuid"), 0o4755);
    rmSync(join(root, "link"));
    symlinkSync("etc/b", join(root, "link"));
  });
  expect(await listed(bytes)).toEqual([
    ["etc/", "directory", "0:0", "755", 0, ""],
    ["etc/a", "file", "33:33", "644", 0, ""],
    ["link", "symlink", "0:0", "777", 0, "etc/b"],
    ["new/", "directory", "0:0", "755", 0, ""],
    ["new/setuid", "file", "0:0", "4755", 0, ""],
    ["usr/", "directory", "0:0", "755", 0, ""],
    ["usr/share/", "directory", "0:0", "755", 0, ""],
    ["usr/share/.wh.x", "file", "0:0", "600", 0, ""],
  ]);
});

test("times, and content that was written again, are no change", async () => {
  using directory = testDirectory();
  const baseline = await unpackedBase(directory.path);
  utimesSync(join(baseline.root, "etc/a"), 5, 5);
  writeFileSync(join(baseline.root, "etc/b"), "bbb");
  writeFileSync(join(baseline.root, "etc/temporary"), "");
  rmSync(join(baseline.root, "etc/temporary"));
  expect(await diffTree(baseline)).toEqual({ put: new Map(), deleted: [] });
});

test("a change of the same length is one, at once after the baseline", async () => {
  using directory = testDirectory();
  const baseline = await unpackedBase(directory.path);
  const replacement = join(baseline.root, "etc/replacement");
  writeFileSync(replacement, "BBB");
  renameSync(replacement, join(baseline.root, "etc/b"));
  expect([...(await diffTree(baseline)).put.keys()]).toEqual(["etc", "etc/b"]);
});

test("of a directory that is gone, the directory only; one that became a file needs no whiteout", async () => {
  using directory = testDirectory();
  const baseline = await unpackedBase(directory.path);
  rmSync(join(baseline.root, "usr"), { recursive: true });
  rmSync(join(baseline.root, "etc"), { recursive: true });
  writeFileSync(join(baseline.root, "etc"), "a file now");
  const { put, deleted } = await diffTree(baseline);
  expect([[...put.keys()], deleted]).toEqual([["etc"], ["usr"]]);
});

test("hard links are links to the first of their names, and stay in the layer", async () => {
  using directory = testDirectory();
  const { bytes } = await layerAfter(directory.path, (root) => {
    writeFileSync(join(root, "one"), "1");
    linkSync(join(root, "one"), join(root, "two"));
    linkSync(join(root, "etc/b"), join(root, "three"));
  });
  expect((await listed(bytes)).map(([path, kind, , , , link]) => [path, kind, link])).toEqual([
    ["one", "file", ""],
    ["three", "file", ""],
    ["two", "link", "one"],
  ]);
});

test("an owner follows the file that it was recorded for", async () => {
  using directory = testDirectory();
  const { bytes } = await layerAfter(directory.path, async (root, baseline) => {
    renameSync(join(root, "etc/a"), join(root, "moved"));
    writeFileSync(join(root, "mine"), "");
    await recordOwner(baseline, "mine", { uid: 1000, gid: 100 });
  });
  expect((await listed(bytes)).map(([path, , owner]) => [path, owner])).toEqual([
    ["etc/", "0:0"],
    ["etc/.wh.a", "0:0"],
    ["mine", "1000:100"],
    ["moved", "33:33"],
  ]);
});

test("the same changes give the same bytes, in another directory, in another order and with other times", async () => {
  using directory = testDirectory();
  const names = Array.from({ length: 50 }, (_, at) => `file-${at}`);
  const fill = (order: string[], time: number) => (root: string) => {
    for (const name of order) {
      writeFileSync(join(root, name), name.repeat(1000));
      utimesSync(join(root, name), time, time);
    }
  };
  const first = await layerAfter(directory.path, fill(names, 1), "one");
  const second = await layerAfter(directory.path, fill([...names].reverse(), 2_000_000_000), "two");
  expect(first.digest).toBe(second.digest);
  expect(first).toMatchObject({
    digest: sha256(first.bytes),
    size: first.bytes.length,
    diffId: sha256(gunzipSync(first.bytes)),
  });
  expect(first.bytes.subarray(4, 8)).toEqual(Buffer.alloc(4)); // gzip's time
  expect(first.bytes[9]).toBe(255); // gzip's system: unknown
});

test("what cannot be read by its owner is read all the same, and keeps its mode", async () => {
  using directory = testDirectory();
  const { bytes } = await layerAfter(directory.path, (root) => {
    mkdirSync(join(root, "sealed"));
    writeFileSync(join(root, "sealed/secret"), "s", { mode: 0 });
    chmodSync(join(root, "sealed"), 0);
  });
  expect((await listed(bytes)).map(([path, , , mode]) => [path, mode])).toEqual([
    ["sealed/", "0"],
    ["sealed/secret", "0"],
  ]);
});

test("a name that a layer cannot hold is refused", async () => {
  using directory = testDirectory();
  const layer = layerAfter(directory.path, (root) => writeFileSync(join(root, "etc/.wh.b"), ""));
  await expect(layer).rejects.toMatchObject({
    code: "OCI_NAME_RESERVED",
    message:
      '"etc/.wh.b" cannot be in an image: names that begin with ".wh." mark deleted files there. Rename or remove it.',
  });
});

test("names that are no UTF-8 and a pipe are in the layer, as GNU tar reads it", async () => {
  using directory = testDirectory();
  await layerAfter(directory.path, (root) => {
    writeFileSync(Buffer.concat([Buffer.from(`${root}/bad`), Buffer.from([0xff])]), "");
    writeFileSync(join(root, "two\nlines"), "");
    execFileSync("mkfifo", ["-m", "600", join(root, "pipe")]);
  });
  const listing = execFileSync("tar", ["--quoting-style=escape", "-tzvf", join(directory.path, "root.tar.gz")], {
    encoding: "latin1",
  });
  expect(
    listing
      .trim()
      .split("\n")
      .map((line) => [line[0], line.split(" ").at(-1)]),
  ).toEqual([
    ["-", "bad\\377"],
    ["p", "pipe"],
    ["-", "two\\nlines"],
  ]);
});

test("a file of 300 MB with holes passes through bounded memory", async () => {
  using directory = testDirectory();
  const before = process.memoryUsage.rss();
  const { size } = await layerAfter(directory.path, (root) => {
    writeFileSync(join(root, "holes"), "");
    truncateSync(join(root, "holes"), 300 * 1024 * 1024);
  });
  expect(size).toBeLessThan(3_000_000);
  expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 1024 * 1024);
}, 60_000);

test("what the layer says is what unpacking it upon the base gives", async () => {
  using directory = testDirectory();
  const change = (root: string) => {
    writeFileSync(join(root, "etc/a"), "changed");
    rmSync(join(root, "usr/share/x"));
    writeFileSync(join(root, "added"), "+");
  };
  const { bytes } = await layerAfter(directory.path, change);
  const again = join(directory.path, "again");
  mkdirSync(again);
  await unpackImage(imageOf(base, gunzipSync(bytes)), again, { keepOwners: false, warn: () => {} });
  const differences = execFileSync("diff", ["-r", "--no-dereference", join(directory.path, "root"), again], {
    encoding: "utf8",
  });
  expect(differences).toBe("");
});

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { imageOf, layerOf, type TestEntry, testDirectory } from "../images.test-fixtures.js";
import { removeTree } from "./remove-tree.js";
import { unpackImage } from "./unpack-image.js";

async function unpack(directory: string, ...layers: readonly TestEntry[][]) {
  const root = join(directory, "root");
  mkdirSync(root, { recursive: true });
  const warned: string[] = [];
  const warn = (message: string) => void warned.push(message);
  const records = await unpackImage(imageOf(...layers.map((layer) => layerOf(...layer))), root, {
    keepOwners: false,
    warn,
  });
  return { root, warned, records };
}

test("files, directories, links, modes and times", async () => {
  using directory = testDirectory();
  const { root, records } = await unpack(directory.path, [
    { path: "./", kind: "directory", mode: 0o755 },
    { path: "./bin/su", content: "s", mode: 0o4755, uid: 12, gid: 34 },
    { path: "sealed", kind: "directory", mode: 0o555 },
    { path: "sealed/inner", content: "i", mode: 0o600 },
    { path: "link", kind: "symlink", linkPath: "/bin/su" },
    { path: "other", kind: "link", linkPath: "bin/su" },
  ]);
  expect(statSync(join(root, "bin/su")).mode & 0o7777).toBe(0o4755);
  expect(statSync(join(root, "bin/su")).mtimeMs).toBe(1_000_000_000_000);
  expect(statSync(join(root, "sealed")).mode & 0o7777).toBe(0o555);
  expect(readFileSync(join(root, "sealed/inner"), "utf8")).toBe("i");
  expect(readlinkSync(join(root, "link"))).toBe("/bin/su");
  expect(statSync(join(root, "other")).ino).toBe(statSync(join(root, "bin/su")).ino);
  expect(records.get("bin/su")).toMatchObject({ uid: 12, gid: 34, sha256: expect.stringMatching(/^043a718774c572bd/) });
});

test("whiteouts delete what lower layers had, and nothing of their own layer", async () => {
  using directory = testDirectory();
  const { root } = await unpack(
    directory.path,
    [{ path: "etc/gone" }, { path: "etc/stays" }, { path: "opt/a/old" }, { path: "opt/b" }],
    [
      { path: "etc/.wh.gone" },
      { path: "opt/a/new" },
      { path: "opt/.wh..wh..opq" },
      { path: "opt/c" },
      { path: "etc/.wh.never-there" },
    ],
  );
  expect(readdirSync(join(root, "etc"))).toEqual(["stays"]);
  expect(readdirSync(join(root, "opt"))).toEqual(["a", "c"]);
  expect(readdirSync(join(root, "opt/a"))).toEqual(["new"]);
});

test("a file takes the place of a directory, and the other way round", async () => {
  using directory = testDirectory();
  const { root } = await unpack(
    directory.path,
    [{ path: "a/deep/file" }, { path: "b", content: "file" }, { path: "c", kind: "symlink", linkPath: "a" }],
    [
      { path: "a", content: "now a file" },
      { path: "b", kind: "directory", mode: 0o700 },
      { path: "c", kind: "directory" },
    ],
  );
  expect(readFileSync(join(root, "a"), "utf8")).toBe("now a file");
  expect(statSync(join(root, "b")).isDirectory()).toBe(true);
  expect(lstatSync(join(root, "c")).isDirectory()).toBe(true);
});

test("a layer may write through the base's links, and lands inside the root", async () => {
  using directory = testDirectory();
  const outside = join(directory.path, "outside");
  mkdirSync(outside);
  const { root } = await unpack(
    directory.path,
    [
      { path: "usr/lib", kind: "directory" },
      { path: "lib", kind: "symlink", linkPath: "usr/lib" },
      { path: "abs", kind: "symlink", linkPath: outside },
      { path: "up", kind: "symlink", linkPath: "../../../../../../outside" },
    ],
    [
      { path: "lib/new", content: "n" },
      { path: "abs/evil", content: "e" },
      { path: "up/evil", content: "e" },
    ],
  );
  expect(readFileSync(join(root, "usr/lib/new"), "utf8")).toBe("n");
  expect(readdirSync(outside)).toEqual([]);
  expect(existsSync(join(root, outside, "evil"))).toBe(true);
  expect(existsSync(join(root, "outside/evil"))).toBe(true);
});

const hostile: [string, TestEntry[], string, string][] = [
  [
    "a name that climbs",
    [{ path: "a/../../evil" }],
    "OCI_LAYER_UNSAFE",
    'The image has a layer with the name "a/../../evil", which leads out of it.',
  ],
  [
    "a hard link that climbs",
    [{ path: "h", kind: "link", linkPath: "../../etc/passwd" }],
    "OCI_LAYER_UNSAFE",
    'The image has a layer with the name "../../etc/passwd", which leads out of it.',
  ],
  [
    "a hard link to nothing",
    [{ path: "h", kind: "link", linkPath: "/etc/passwd" }],
    "OCI_LAYER_INVALID",
    'The image has a layer with "h" as a hard link to "etc/passwd", which is no file before it.',
  ],
  [
    "a hard link to itself",
    [{ path: "h" }, { path: "h", kind: "link", linkPath: "h" }],
    "OCI_LAYER_INVALID",
    'The image has a layer with "h" as a hard link to "h", which is no file before it.',
  ],
  [
    "a whiteout of the parent",
    [{ path: "a/.wh..." }],
    "OCI_LAYER_UNSAFE",
    'The image has a layer with the whiteout ".wh...", which names no file.',
  ],
  [
    "a whiteout of nothing",
    [{ path: ".wh." }],
    "OCI_LAYER_UNSAFE",
    'The image has a layer with the whiteout ".wh.", which names no file.',
  ],
  [
    "a file below a file",
    [{ path: "f" }, { path: "f/g" }],
    "OCI_LAYER_INVALID",
    'The image has a layer with names below "f", which is no directory.',
  ],
  [
    "links in a circle",
    [{ path: "x", kind: "symlink", linkPath: "y" }, { path: "y", kind: "symlink", linkPath: "x" }, { path: "x/f" }],
    "OCI_LINK_LOOP",
    '"x" cannot be followed in the image: its symbolic links run in a circle.',
  ],
  [
    "a name that is too long",
    [{ path: "n".repeat(300) }],
    "OCI_UNPACK_FAILED",
    `"${"n".repeat(300)}" of the image cannot be unpacked (ENAMETOOLONG).`,
  ],
];

test.each(hostile)("%s is refused", async (_name, layer, code, message) => {
  using directory = testDirectory();
  await expect(unpack(directory.path, layer)).rejects.toMatchObject({ code, message });
  expect(readdirSync(directory.path)).toEqual(["root"]);
});

test("a link that replaces a directory does not make later modes leak out of the root", async () => {
  using directory = testDirectory();
  const outside = join(directory.path, "outside");
  mkdirSync(join(outside, "b"), { recursive: true, mode: 0o755 });
  await unpack(
    directory.path,
    [
      { path: "a", kind: "directory" },
      { path: "a/b", kind: "directory", mode: 0o777 },
    ],
    [{ path: "a", kind: "symlink", linkPath: outside }],
  );
  expect(statSync(join(outside, "b")).mode & 0o777).toBe(0o755);
});

test("an absolute name is one in the root", async () => {
  using directory = testDirectory();
  const { root } = await unpack(directory.path, [{ path: "/etc/ingot-test-evil", content: "e" }]);
  expect(readFileSync(join(root, "etc/ingot-test-evil"), "utf8")).toBe("e");
  expect(existsSync("/etc/ingot-test-evil")).toBe(false);
});

test("devices and pipes are left out, with one warning", async () => {
  using directory = testDirectory();
  const { root, warned } = await unpack(directory.path, [
    { path: "dev/sda", kind: "block" },
    { path: "dev/tty", kind: "character" },
    { path: "p", kind: "fifo" },
  ]);
  expect(readdirSync(join(root, "dev"))).toEqual([]);
  expect(warned).toEqual([
    "The base image has 3 devices or pipes (dev/sda, …) that cannot be made here; they stay in the image and are missing during the build only.",
  ]);
});

test("names that are no UTF-8, or hold line breaks, keep their bytes", async () => {
  using directory = testDirectory();
  const { root } = await unpack(directory.path, [{ path: "bad\xff" }, { path: "two\nlines" }]);
  const names = readdirSync(root, { encoding: "buffer" }).map((name) => name.toString("latin1"));
  expect(names.sort()).toEqual(["bad\xff", "two\nlines"]);
});

test("a layer with other content than its diff id says is refused", async () => {
  using directory = testDirectory();
  const image = imageOf(layerOf({ path: "a" }));
  const lying = { ...image, layers: image.layers.map((layer) => ({ ...layer, diffId: `sha256:${"0".repeat(64)}` })) };
  await expect(unpackImage(lying, directory.path, { keepOwners: false, warn: () => {} })).rejects.toMatchObject({
    code: "OCI_BLOB_DIGEST",
  });
});

test("an aborted signal ends the unpacking with its reason", async () => {
  using directory = testDirectory();
  const reason = new Error("enough");
  const work = unpackImage(imageOf(layerOf({ path: "a" })), directory.path, {
    keepOwners: false,
    warn: () => {},
    signal: AbortSignal.abort(reason),
  });
  await expect(work).rejects.toBe(reason);
});

test("a tree is removed although its directories are sealed, and links in it are not followed", async () => {
  using directory = testDirectory();
  const outside = join(directory.path, "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "precious"), "");
  const { root } = await unpack(directory.path, [
    { path: "d/f" },
    { path: "d", kind: "directory", mode: 0 },
    { path: "l", kind: "symlink", linkPath: outside },
  ]);
  chmodSync(root, 0o500);
  await removeTree(root);
  expect(readdirSync(directory.path)).toEqual(["outside"]);
  expect(readdirSync(outside)).toEqual(["precious"]);
  await removeTree(root);
});

test("10,000 files are unpacked", async () => {
  using directory = testDirectory();
  const files = Array.from({ length: 10_000 }, (_, at) => ({ path: `d${at % 100}/f${at}`, content: String(at) }));
  const { root, records } = await unpack(directory.path, files);
  expect(records.size).toBe(10_100);
  expect(Number(execFileSync("sh", ["-c", `find ${root} -type f | wc -l`], { encoding: "utf8" }))).toBe(10_000);
}, 60_000);

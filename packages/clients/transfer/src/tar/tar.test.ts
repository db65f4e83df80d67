import { execFileSync } from "node:child_process";
import { createReadStream, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testHost } from "@ingot/testing";
import { archiveOf as layerOf } from "./archive.test-fixtures.js";
import { readHeader } from "./header.js";
import { readTar, type TarEntry } from "./read-tar.js";
import { tarHeader } from "./write-tar.js";

async function* chunked(bytes: Buffer, size = 700): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function readAll(bytes: Buffer): Promise<(Omit<TarEntry, "body"> & { content: string })[]> {
  const entries = [];
  for await (const { body, ...entry } of readTar(chunked(bytes))) {
    const parts: Buffer[] = [];
    for await (const chunk of body) parts.push(chunk);
    entries.push({ ...entry, content: Buffer.concat(parts).toString("latin1") });
  }
  return entries;
}

const plain = { kind: "file", mode: 0o644, uid: 0, gid: 0, size: 0, mtime: 0 } as const;

test("what is written is read again", async () => {
  const names = [
    "short",
    `${"d/".repeat(60)}deep`,
    "n".repeat(300),
    `${"p".repeat(150)}/${"q".repeat(99)}`,
    "bad\xff\nname",
  ];
  const read = await readAll(
    layerOf(
      ...names.map((path) => ({ path, content: Buffer.from(path, "latin1"), uid: 3_000_000, gid: 7, mode: 0o4755 })),
    ),
  );
  expect(read.map(({ path, content, uid, gid, mode }) => [path, content, uid, gid, mode])).toEqual(
    names.map((name) => [name, name, 3_000_000, 7, 0o4755]),
  );
});

test("a name that fits the block has no pax header", () => {
  expect(tarHeader({ ...plain, path: `${"p".repeat(150)}/${"q".repeat(99)}` })).toHaveLength(512);
  expect(tarHeader({ ...plain, path: "q".repeat(101) })).toHaveLength(1536);
});

test("a size above 8 GiB is in a pax header", async () => {
  const size = 9 * 1024 ** 3;
  const header = tarHeader({ ...plain, path: "large", size });
  const entries = readTar(chunked(header));
  expect((await entries.next()).value).toMatchObject({ path: "large", size });
});

test("GNU tar lists what we write, and we read what GNU tar writes", async () => {
  using host = testHost();
  const ours = join(host.directory, "ours.tar");
  writeFileSync(
    ours,
    layerOf(
      { path: "a", content: "x" },
      { path: "d", kind: "directory" },
      { path: "l".repeat(200), kind: "symlink", linkPath: "t".repeat(200) },
    ),
  );
  expect(execFileSync("tar", ["-tf", ours], { encoding: "utf8" }).split("\n")).toEqual([
    "a",
    "d/",
    "l".repeat(200),
    "",
  ]);
  const source = join(host.directory, "tree");
  mkdirSync(source);
  writeFileSync(join(source, "f".repeat(180)), "content");
  symlinkSync("y".repeat(150), join(source, "link"));
  for (const format of ["gnu", "pax", "ustar"]) {
    const archive = join(host.directory, `${format}.tar`);
    const links = format === "ustar" ? ["--exclude=link", "--exclude=fff*"] : [];
    execFileSync("tar", ["-C", source, `--format=${format}`, "--sort=name", ...links, "-cf", archive, "."]);
    const read = [];
    for await (const { path, kind, linkPath } of readTar(createReadStream(archive) as AsyncIterable<Buffer>))
      read.push([path, kind, linkPath]);
    const rest =
      format === "ustar"
        ? []
        : [
            [`./${"f".repeat(180)}`, "file", ""],
            ["./link", "symlink", "y".repeat(150)],
          ];
    expect(read).toEqual([["./", "directory", ""], ...rest]);
  }
});

test("bodies that nobody reads are skipped", async () => {
  const paths = [];
  for await (const entry of readTar(chunked(layerOf({ path: "a", content: "x".repeat(2000) }, { path: "b" }))))
    paths.push(entry.path);
  expect(paths).toEqual(["a", "b"]);
});

const truncated = (where: string) =>
  `The archive ends in the middle of ${where}: it is truncated, or lies about a size.`;

test.each([
  [
    "a body shorter than its size",
    layerOf({ path: "a", content: "x", size: 5_000_000 }),
    "TAR_TRUNCATED",
    truncated('"a"'),
  ],
  ["half a header", layerOf({ path: "a" }).subarray(0, 100), "TAR_TRUNCATED", truncated("a header")],
  [
    "no tar at all",
    Buffer.alloc(1024, "text "),
    "TAR_INVALID",
    "The archive has a header with a wrong checksum: it is damaged, or no tar archive.",
  ],
])("%s is refused", async (_name, bytes, code, message) => {
  await expect(readAll(bytes)).rejects.toMatchObject({ code, message });
});

test("a size that is no number of bytes is refused", () => {
  const header = tarHeader({ ...plain, path: "a" });
  header.fill(0xff, 124, 136);
  header.write("        ", 148, "latin1");
  header.write(
    header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, "0"),
    148,
    "latin1",
  );
  expect(() => readHeader(header)).toThrow("The archive has a header whose size is not a number that a file can have.");
});

test("GNU's sparse files are refused with what to do about it", async () => {
  using host = testHost();
  const archive = join(host.directory, "sparse.tar");
  execFileSync("truncate", ["-s", "10M", join(host.directory, "holes")]);
  execFileSync("tar", ["-C", host.directory, "--sparse", "-cf", archive, "holes"]);
  await expect(readTar(createReadStream(archive) as AsyncIterable<Buffer>).next()).rejects.toMatchObject({
    code: "TAR_UNSUPPORTED",
    message:
      "The archive stores a file in GNU's sparse form, which image layers do not have. Pack it again without --sparse.",
  });
});

test("a pax header of many megabytes is not read into memory", async () => {
  const header = tarHeader({ ...plain, path: "n".repeat(300) });
  const lying = Buffer.from(header.subarray(0, 512));
  lying.write("77777777777", 124, "latin1");
  lying.write("        ", 148, "latin1");
  lying.write(
    lying
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, "0"),
    148,
    "latin1",
  );
  await expect(readAll(Buffer.concat([lying, header.subarray(512)]))).rejects.toMatchObject({
    code: "TAR_INVALID",
  });
});

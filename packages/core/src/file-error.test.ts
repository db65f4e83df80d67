import { mkdirSync, writeFileSync } from "node:fs";
import { mkdir, open, readdir, readFile, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestHost, testHost } from "@ingot/testing";
import { isIngotError } from "./errors.js";
import { explainFileError, explainingFileErrors } from "./file-error.js";

let host: TestHost;
const path = (name: string) => join(host.directory, name);

beforeEach(() => {
  host = testHost();
  writeFileSync(path("file"), "");
  mkdirSync(path("folder"));
  writeFileSync(path("folder/x"), "");
});

afterEach(() => host[Symbol.dispose]());

const messageOf = (work: () => Promise<unknown>) =>
  explainingFileErrors(work).then(
    () => "no error",
    (error) => {
      expect(isIngotError(error, "FILE_SYSTEM")).toBe(true);
      return error.message.replaceAll(host.directory, "@");
    },
  );

test("what the system says is told as what, why, and how to mend it", async () => {
  expect(await messageOf(() => readFile(path("none")))).toBe(
    'Cannot open "@/none": it does not exist. Create it, or correct the path.',
  );
  expect(await messageOf(() => writeFile(path("file/x"), ""))).toBe(
    'Cannot open "@/file/x": a part of the path is a file, not a directory. Move that file away, or correct the path.',
  );
  expect(await messageOf(() => writeFile(path("folder"), ""))).toBe(
    'Cannot open "@/folder": it is a directory, where a file is needed. Move it away, or choose another path.',
  );
  expect(await messageOf(() => mkdir(path("folder")))).toBe(
    'Cannot make the directory "@/folder": something stands there already. Move it away, or choose another path.',
  );
  expect(await messageOf(() => readdir(path("none")))).toBe(
    'Cannot list the directory "@/none": it does not exist. Create it, or correct the path.',
  );
  mkdirSync(path("other"));
  expect(await messageOf(() => rename(path("other"), path("folder")))).toBe(
    'Cannot move "@/other" to "@/folder": a directory stands there that is not empty. Move it away, or choose another path.',
  );
  expect(await messageOf(() => writeFile(path("n".repeat(300)), ""))).toContain(
    ": a name in it is too long for the file system. Choose a shorter one.",
  );
  await symlink("circle", path("circle"));
  expect(await messageOf(() => readFile(path("circle")))).toBe(
    'Cannot open "@/circle": its links lead round in a circle. Remove one of the links, or choose another path.',
  );
});

test("a name that is not UTF-8 is there, but cannot be named", async () => {
  mkdirSync(Buffer.concat([Buffer.from(path("bad")), Buffer.from([0xff])]));
  const [name] = (await readdir(host.directory)).filter((each) => each.startsWith("bad"));
  expect(await messageOf(() => readdir(path(name!)))).toBe(
    'Cannot list the directory "@/bad\uFFFD": a name in it is not UTF-8, and Ingot cannot spell it. Rename that file or directory.',
  );
});

test("a full disk is nobody's mistake, and names no file", async () => {
  const full = await open("/dev/full", "w");
  const error = await explainingFileErrors(() => full.write("x")).catch((thrown) => thrown);
  await full.close();
  expect(error).toMatchObject({
    code: "FILE_SYSTEM",
    source: "outside",
    message: "Cannot write to a file: the disk is full. Make room, or choose a path on another disk.",
    data: { code: "ENOSPC", syscall: "write" },
  });
});

test("whoever knows better says what was being done, and what helps", () => {
  const error = Object.assign(new Error("EACCES: …"), { code: "EACCES", syscall: "open", path: "/x" });
  expect(explainFileError(error, { what: 'write "y"', mend: "Wait." })).toMatchObject({
    message: 'Cannot write "y": this user has no permission. Wait.',
    cause: error,
  });
});

test("other errors stay what they are", () => {
  const others = [
    Object.assign(new Error("x"), { code: "ENOENT", syscall: "spawn nothing" }),
    Object.assign(new Error("x"), { code: "ECONNREFUSED", syscall: "connect" }),
    new Error("x"),
    "x",
    undefined,
  ];
  expect(others.map((error) => explainFileError(error))).toEqual(others);
});

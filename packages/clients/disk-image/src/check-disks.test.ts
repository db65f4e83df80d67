import type { CheckHost } from "@ingot/core/plugin";
import * as z from "zod";
import { checkCd, checkFloppy } from "./check-disks.js";
import { cdFields, floppyFields } from "./disk-fields.js";

const kinds: Record<string, "file" | "directory"> = {
  "seed/": "directory",
  "what?": "directory",
  "a/b:c": "file",
  "d/Read.me": "file",
};
const host: CheckHost = { cwd: "/work", env: {}, kindOf: (path) => kinds[path] };
const floppy = (config: object) => checkFloppy(z.object(floppyFields).parse(config), host);
const cd = (config: object) => checkCd(z.object(cdFields).parse(config), host);

test("sound disks", () => {
  expect(floppy({})).toEqual([]);
  expect(floppy({ floppy_files: ["*.cfg", "seed/"], floppy_content: { "/a/b": "" }, floppy_label: "OEMDRV" })).toEqual(
    [],
  );
  expect(cd({ cd_files: ["seed/", "a?"], cd_content: { "meta-data": "" }, cd_label: "cidata" })).toEqual([]);
});

const missing = 'There is no "none", seen from /work.';

test.each([
  [floppy({ floppy_files: ["seed/", "none"] }), "floppy_files.1", "File not found", missing],
  [floppy({ floppy_dirs: ["none"] }), "floppy_dirs.0", "File not found", missing],
  [cd({ cd_files: ["none"] }), "cd_files.0", "File not found", missing],
  [
    cd({ cd_content: { "a/": "" } }),
    "cd_content.a/",
    "Invalid path",
    '"a/" names no file. Write the path of the file on the disk.',
  ],
  [
    cd({ cd_content: { "a/../../b": "" } }),
    "cd_content.a/../../b",
    "Invalid path",
    '"a/../../b" leads out of the disk. Write it without "..".',
  ],
  [
    floppy({ floppy_files: ["seed/", "a/b:c"] }),
    "floppy_files.1",
    "Invalid path",
    '"b:c" cannot be a name on a floppy disk. Rename the file.',
  ],
  [
    floppy({ floppy_dirs: ["what?"] }),
    "floppy_dirs.0",
    "Invalid path",
    '"what?" cannot be a name on a floppy disk. Rename the file.',
  ],
  [
    floppy({ floppy_content: { "sub/x*": "" } }),
    "floppy_content.sub/x*",
    "Invalid path",
    '"x*" cannot be a name on a floppy disk. Rename the file.',
  ],
  [
    floppy({ floppy_files: ["d/Read.me"], floppy_content: { "read.ME": "" } }),
    "floppy_content.read.ME",
    "Invalid path",
    '"Read.me" and "read.ME" differ in case alone, which a floppy disk does not tell. Rename one of them.',
  ],
  [
    floppy({ floppy_label: "twelve chars" }),
    "floppy_label",
    "Invalid label",
    '"twelve chars" cannot be the name of such a disk: it has at most 11 characters, of ASCII alone.',
  ],
  [
    cd({ cd_label: "ünï" }),
    "cd_label",
    "Invalid label",
    '"ünï" cannot be the name of such a disk: it has at most 32 characters, of ASCII alone.',
  ],
])("%#", (issues, path, summary, detail) => {
  expect(issues).toEqual([{ path: expect.anything(), summary, detail }]);
  expect(issues[0]!.path.join(".")).toBe(path);
});

import type { CheckHost } from "@ingot/core/plugin";
import * as z from "zod";
import { checkCd, checkFloppy } from "./check-disks.js";
import { cdFields, floppyFields } from "./disk-fields.js";

const host: CheckHost = { cwd: "/work", env: {}, kindOf: (path) => (path === "seed/" ? "directory" : undefined) };
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

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { requires, testHost } from "@ingot/testing";
import { readElfNeeds } from "./elf.js";
import { sharedLibraries } from "./shared-libraries.js";

requires("ldd", "libc-bin")("beside ldd", () => {
  test.each([process.execPath, "/bin/sh", "/bin/tar", "/usr/bin/mount"])(
    "%s has the libraries that ldd says",
    async (program) => {
      const said = execFileSync("ldd", [program], { encoding: "utf8" });
      const expected = [...said.matchAll(/^\s+(\S+) => (\S+) /gm)].map(([, name, path]) => [name, path]).sort();
      const { interpreter, libraries } = await sharedLibraries(program);
      expect(libraries.map(({ name, path }) => [name, path])).toEqual(expected);
      expect(said).toContain(basename(interpreter!));
    },
  );
});

requires("busybox", "busybox-static")("a static program", () => {
  test("needs nothing", async () => {
    expect(await sharedLibraries("/bin/busybox")).toEqual({ libraries: [] });
  });
});

test("a script is said to be none, and a damaged program does not make us read for ever", async () => {
  using host = testHost();
  const script = join(host.directory, "script");
  writeFileSync(script, "#!/bin/sh\n");
  await expect(sharedLibraries(script)).rejects.toMatchObject({
    code: "NOT_A_PROGRAM",
    message: `${script} is not a program of the ELF kind (it may be a script), so it is not known which libraries it needs.`,
  });
  const damaged = Buffer.alloc(200, 0xff);
  damaged.write("\x7fELF\x02\x01", 0, "latin1");
  writeFileSync(script, damaged);
  expect(await readElfNeeds(script)).toEqual({ needed: [], searchPath: [] });
});

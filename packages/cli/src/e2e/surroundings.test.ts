import { bin, workplace } from "./ingot.test-fixtures.js";

const template = `
source "null" "x" { communicator = "none" }
build {
  sources = ["source.null.x"]
  provisioner "shell-local" { inline = ["for i in $(seq 2000); do echo line $i; done", "echo done > done"] }
}
`;

const noStackTrace = (text: string) => expect(text).not.toMatch(/^\s+at .*:\d+:\d+\)?$|has a fault/m);

test.each(["build", "build --json", "-machine-readable build"])(
  "a reader that goes away does not end the build: %s",
  async (words) => {
    using place = workplace({ "a.pkr.hcl": template });
    const { out, err } = await place.run(
      "bash",
      "-c",
      `"${process.execPath}" "${bin}" ${words} a.pkr.hcl | head -1; echo "\${PIPESTATUS[0]}"`,
    );
    expect(out.split("\n").slice(1)).toEqual(["0", ""]);
    expect(err).toBe("");
    expect(place.read("done")).toBe("done\n");
  },
);

test("a full disk behind the output does not end the build, but whoever reads it is told", async () => {
  using place = workplace({ "a.pkr.hcl": template });
  const { code, err } = await place.run("sh", "-c", `"${process.execPath}" "${bin}" build a.pkr.hcl > /dev/full`);
  expect({ code, err }).toEqual({
    code: 1,
    err: "Error: The output could not be written: ENOSPC: no space left on device, write. The rest of it is missing.\n",
  });
  expect(place.read("done")).toBe("done\n");
});

test("without any of the standard streams the build is done all the same", async () => {
  using place = workplace({ "a.pkr.hcl": template });
  const { code } = await place.run("sh", "-c", `"${process.execPath}" "${bin}" build a.pkr.hcl <&- >&- 2>&-`);
  expect(code).toBe(0);
  expect(place.read("done")).toBe("done\n");
});

test("a working directory that is gone", async () => {
  using place = workplace();
  const { code, err } = await place.run(
    "sh",
    "-c",
    `mkdir gone && cd gone && rmdir ../gone && "${process.execPath}" "${bin}" build ../a.pkr.hcl`,
  );
  expect({ code, err }).toEqual({
    code: 1,
    err: "Error: The working directory does not exist any more. Change to one that does, and try again.\n",
  });
});

test("an empty path is not this folder: a variable of the shell's was not set", async () => {
  using place = workplace({ "a.pkr.hcl": template });
  const { code, err } = await place.ingot("build", "");
  expect(code).toBe(1);
  expect(err).toContain("Error: Template not found\n");
  expect(place.exists("done")).toBe(false);
  noStackTrace(err);
});

test("an empty HOME is none: nothing is written into the working directory", async () => {
  using place = workplace({ "a.pkr.hcl": template });
  const { code } = await place.start(process.execPath, [bin, "build", "a.pkr.hcl"], { HOME: "" }).ended;
  expect(code).toBe(0);
  expect(place.exists(".local")).toBe(false);
});

test("names that are not UTF-8 are told from files that are not there", async () => {
  using place = workplace();
  const build = (path: string) =>
    place.run("bash", "-c", `mkdir $'bad\\xff'; "${process.execPath}" "${bin}" build ${path}`);
  for (const path of ["$'bad\\xff'", "$'a\\xff.pkr.hcl'"]) {
    const { code, err } = await build(path);
    expect({ code, err: err.replace(/\s+/g, " ") }).toMatchObject({
      code: 1,
      err: expect.stringContaining(
        "a name in it is not UTF-8, and Ingot cannot spell it. Rename that file or directory.",
      ),
    });
  }
});

test("relative TMPDIR and HOME start at the working directory", async () => {
  using place = workplace({ "a.pkr.hcl": template, "t/keep": "" });
  const env = { HOME: "h", TMPDIR: "t" };
  expect(await place.start(process.execPath, [bin, "build", "a.pkr.hcl"], env).ended).toMatchObject({ code: 0 });
  expect(place.exists("h/.local/state/ingot/runs")).toBe(true);
});

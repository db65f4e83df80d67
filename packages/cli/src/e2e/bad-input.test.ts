import { chmodSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ingot, noStackTrace } from "./in-process.test-fixtures.js";
import { workplace } from "./ingot.test-fixtures.js";

const folder = join(__dirname, "../../../../fixtures/bad-input");
/** Longer than any line, so that messages that name it wrap alike wherever this checkout is. */
const longName = "fixtures".repeat(20);
const templates = readdirSync(folder).filter((name) => name.endsWith(".pkr.hcl"));

test.each(templates)("%s: the messages beside it, word for word", async (name) => {
  const golden = join(folder, name.replace(/\.pkr\.hcl$/, ".txt"));
  using place = workplace();
  symlinkSync(folder, place.path(longName));
  const { code, out, err } = await ingot(place.path(longName), {}, "validate", name);
  if (process.env.UPDATE_GOLDENS) writeFileSync(golden, err);
  expect({ code, out, err }).toEqual({ code: 1, out: "", err: readFileSync(golden, "utf8") });
  noStackTrace(err);
});

const nullTemplate = 'source "null" "x" {\n  communicator = "none"\n}\nbuild {\n  sources = ["source.null.x"]\n}\n';

test("no Docker engine: the address that was tried", async () => {
  using place = workplace({
    "a.pkr.hcl":
      'source "docker" "x" {\n  image  = "debian"\n  commit = true\n}\nbuild {\n  sources = ["source.docker.x"]\n}\n',
  });
  const DOCKER_HOST = `unix://${place.path("no.sock")}`;
  const { code, err } = await ingot(place.directory, { DOCKER_HOST }, "build", "a.pkr.hcl");
  expect(code).toBe(1);
  expect(err).toContain(
    "--> docker.x: No Docker engine answers at unix://DIRECTORY/no.sock: there is no such socket. Check that the engine runs (on Linux: systemctl start docker), and that you may use it (group docker); or set DOCKER_HOST to another engine's address, such as unix:///run/user/1000/docker.sock or tcp://host:2376.\n",
  );
  noStackTrace(err);
});

test("an empty folder", async () => {
  using place = workplace();
  const { code, err } = await ingot(place.directory, {}, "validate", "home");
  expect({ code, err }).toEqual({
    code: 1,
    err: `Error: No template in the folder

No file in "home" has a name ending in .pkr.hcl or .pkr.json. Give the path of a
template, or of a folder that holds one. Folders within are not searched.

`,
  });
});

/** Root may read everything, so it is somebody else meanwhile. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid!() !== 0) return work();
  process.seteuid!(65534);
  try {
    return await work();
  } finally {
    process.seteuid!(0);
  }
}

test.each(["locked", "locked.pkr.hcl"])("%s: no permission to read it", async (name) => {
  using place = workplace({
    "a.pkr.hcl": nullTemplate,
    "locked.pkr.hcl": nullTemplate,
    "locked/a.pkr.hcl": nullTemplate,
  });
  // Loads the code that is needed for a good and for a bad end, which nobody may not read perhaps.
  for (const first of ["a.pkr.hcl", "nowhere.pkr.hcl"]) await ingot(place.directory, {}, "validate", first);
  chmodSync(place.directory, 0o755);
  chmodSync(place.path(name), 0);
  const { code, err } = await asNobody(() => ingot(place.directory, {}, "validate", name));
  chmodSync(place.path(name), 0o700);
  expect(code).toBe(1);
  expect(err.replaceAll("\n", " ")).toBe(
    `Error: File not readable  "${name}" cannot be read: you do not have the permission. Change its mode, or run as a user who may read it.  `,
  );
});

test("a path that does not exist", async () => {
  using place = workplace();
  const { code, err } = await ingot(place.directory, {}, "validate", "nowhere.pkr.hcl");
  expect(code).toBe(1);
  expect(err.replaceAll("\n", " ")).toBe(
    'Error: Template not found  There is no file or folder "nowhere.pkr.hcl" (that is, DIRECTORY/nowhere.pkr.hcl). Give the path of a .pkr.hcl or .pkr.json file, or of a folder that holds some.  ',
  );
});

test("a template of 50 MB", async () => {
  using place = workplace({ "big.pkr.hcl": nullTemplate + `# ${"x".repeat(98)}\n`.repeat(500_000) });
  expect(await ingot(place.directory, {}, "validate", "big.pkr.hcl")).toEqual({
    code: 1,
    out: "",
    err: `Error: Template too large

"big.pkr.hcl" makes the template larger than 16 MiB, which is the most that
Ingot reads. Keep large texts in files of their own, and read those with file()
or a provisioner.

`,
  });
});

test("a template of 15 MB is read", async () => {
  using place = workplace({ "big.pkr.hcl": nullTemplate + `# ${"x".repeat(98)}\n`.repeat(150_000) });
  expect(await ingot(place.directory, {}, "validate", "big.pkr.hcl")).toMatchObject({ code: 0, err: "" });
});

test.each([
  ["lists", "[", "]"],
  ["parentheses", "(", ")"],
  ["objects", "{a=", "}"],
  ["templates", '"${', '}"'],
  ["operators", "!", ""],
  ["conditionals", "true?true:", ""],
  ["calls", "upper(", ")"],
  ["indexes", "a[", "]"],
])("10,000 nested %s: one diagnostic", async (_name, open, close) => {
  using place = workplace({
    "deep.pkr.hcl": `locals {\n  a = ${open.repeat(10_000)}1${close.repeat(10_000)}\n}\n${nullTemplate}`,
  });
  const { code, err } = await ingot(place.directory, {}, "validate", "deep.pkr.hcl");
  expect(code).toBe(1);
  expect(err.match(/^Error: .*/gm)).toEqual(["Error: Nesting too deep"]);
  expect(err.length).toBeLessThan(2000);
});

test("10,000 nested blocks: one diagnostic", async () => {
  using place = workplace({ "deep.pkr.hcl": `${"a {\n".repeat(10_000)}${"}\n".repeat(10_000)}${nullTemplate}` });
  const { code, err } = await ingot(place.directory, {}, "validate", "deep.pkr.hcl");
  expect(code).toBe(1);
  expect(err.match(/^Error: .*/gm)).toEqual(["Error: Nesting too deep"]);
});

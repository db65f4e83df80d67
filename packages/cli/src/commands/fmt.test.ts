import { nodeHost } from "@ingot/core";
import { workplace } from "../e2e/ingot.test-fixtures.js";
import { main } from "../main.js";
import { recordedTerminal } from "../recorded-terminal.test-fixtures.js";

const untidy = 'variables {\n a="1"\n  long = 2\n}\n';
const tidy = 'variables {\n  a    = "1"\n  long = 2\n}\n';

async function fmt(cwd: string, args: readonly string[], input = "") {
  const terminal = recordedTerminal({ input });
  const argv = ["fmt", ...args];
  const code = await main({ argv, host: nodeHost({ cwd, env: {} }), terminal, signal: new AbortController().signal });
  return { code, ...terminal.written };
}

test("a folder: its files, not those below, and no editor's leavings", async () => {
  using place = workplace({
    "a.pkr.hcl": untidy,
    "b.pkrvars.hcl": "x=1\n",
    "c.hcl": untidy,
    ".d.pkr.hcl": untidy,
    "e.pkr.hcl~": untidy,
    "below/f.pkr.hcl": untidy,
  });
  expect(await fmt(place.directory, [])).toEqual({ code: 0, out: "a.pkr.hcl\nb.pkrvars.hcl\n", err: "" });
  expect(place.read("a.pkr.hcl")).toBe(tidy);
  expect(place.read("b.pkrvars.hcl")).toBe("x = 1\n");
  for (const name of ["c.hcl", ".d.pkr.hcl", "e.pkr.hcl~", "below/f.pkr.hcl"]) expect(place.read(name)).toBe(untidy);
  expect(await fmt(place.directory, ["-recursive"])).toEqual({ code: 0, out: "below/f.pkr.hcl\n", err: "" });
});

test.each([
  [["-check"], 3, "a.pkr.hcl\n"],
  [["-write=false"], 0, "a.pkr.hcl\n"],
  [
    ["-check", "-diff"],
    3,
    'a.pkr.hcl\n--- old/a.pkr.hcl\n+++ new/a.pkr.hcl\n@@ -1,4 +1,4 @@\n variables {\n- a="1"\n+  a    = "1"\n   long = 2\n }\n',
  ],
])("%j writes nothing", async (flags, code, out) => {
  using place = workplace({ "a.pkr.hcl": untidy });
  expect(await fmt(place.directory, [...flags, "a.pkr.hcl"])).toEqual({ code, out, err: "" });
  expect(place.read("a.pkr.hcl")).toBe(untidy);
});

test("standard input", async () => {
  using place = workplace();
  expect(await fmt(place.directory, ["-"], untidy)).toEqual({ code: 0, out: tidy, err: "" });
  expect(await fmt(place.directory, ["-check", "-"], untidy)).toEqual({ code: 3, out: "", err: "" });
});

test("what is not UTF-8 is left as it is, and does not stop the others", async () => {
  using place = workplace({ "b.pkr.hcl": untidy });
  await place.run("sh", "-c", "printf 'x=\"\\377\"\\n' > a.pkr.hcl");
  expect(await fmt(place.directory, ["."])).toEqual({
    code: 1,
    out: "b.pkr.hcl\n",
    err: "Error: a.pkr.hcl is not UTF-8 text, and was left as it is.\n",
  });
  expect((await place.run("od", "-An", "-tx1", "a.pkr.hcl")).out.trim()).toBe("78 3d 22 ff 22 0a");
});

test("a file that cannot be written is told, and no fault of ours", async () => {
  const name = `${"n".repeat(240)}.pkr.hcl`; // no room for the name of a file beside it
  using place = workplace({ [name]: untidy });
  const { code, err } = await fmt(place.directory, [name]);
  expect(code).toBe(1);
  expect(err).toBe(
    `Error: ${name} could not be written, and is as it was: a name in it is too long for the file system. Choose a shorter one.\n`,
  );
  expect(place.read(name)).toBe(untidy);
});

test.each([
  ["c.hcl", "Error: The file c.hcl is not an HCL file: its name must end in .pkr.hcl or .pkrvars.hcl.\n"],
  ["nowhere", "Error: nowhere could not be read: it does not exist. Create it, or correct the path.\n"],
])("%s is refused", async (path, message) => {
  using place = workplace({ "c.hcl": untidy });
  const { code, out, err } = await fmt(place.directory, [path]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(message);
});

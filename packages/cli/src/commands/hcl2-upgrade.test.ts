import { nodeHost } from "@ingot/core";
import { workplace } from "../e2e/ingot.test-fixtures.js";
import { main } from "../main.js";
import { recordedTerminal } from "../recorded-terminal.test-fixtures.js";

async function upgrade(cwd: string, args: readonly string[], input = "") {
  const terminal = recordedTerminal({ input });
  const host = nodeHost({ cwd, env: {} });
  const argv = ["hcl2_upgrade", ...args];
  const code = await main({ argv, host, terminal, signal: new AbortController().signal });
  return { code, ...terminal.written };
}

const json = '{"builders": [{"type": "file", "content": "x", "target": "y"}]}';
const hcl = `source "file" "file" {
  content = "x"
  target  = "y"
}

build {
  sources = ["source.file.file"]
}
`;

test("the HCL stands beside the JSON", async () => {
  using place = workplace({ "a.json": json });
  const said = { code: 0, out: "Successfully created a.json.pkr.hcl. Exit 0\n", err: "" };
  expect(await upgrade(place.directory, ["a.json"])).toEqual(said);
  expect(place.read("a.json.pkr.hcl")).toBe(hcl);
  place.write({ "a.json.pkr.hcl": "old" });
  expect(await upgrade(place.directory, ["a.json"])).toEqual(said);
  expect(place.read("a.json.pkr.hcl")).toBe(hcl);
});

test("or where the flag says", async () => {
  using place = workplace({ "a.json": json });
  const { out } = await upgrade(place.directory, ["-output-file=b.pkr.hcl", "a.json"]);
  expect(out).toBe("Successfully created b.pkr.hcl. Exit 0\n");
  expect(place.read("b.pkr.hcl")).toBe(hcl);
  expect(place.exists("a.json.pkr.hcl")).toBe(false);
});

test("standard input is translated to standard output", async () => {
  using place = workplace();
  expect(await upgrade(place.directory, ["-"], json)).toEqual({ code: 0, out: hcl, err: "" });
});

test("an unknown component is told; the file is written all the same", async () => {
  using place = workplace({ "a.json": '{"builders": [{"type": "nonsense"}]}' });
  expect(await upgrade(place.directory, ["a.json"])).toEqual({
    code: 1,
    out: "Successfully created a.json.pkr.hcl. Exit 1\n",
    err: `Warning: Unknown component type

  on a.json line 1, in builders:
   1: {"builders": [{"type": "nonsense"}]}
                             ^^^^^^^^^^

There is no builder "nonsense", nor a plugin of Packer's authors that has one.
If another plugin does, add it to required_plugins.

`,
  });
  expect(place.read("a.json.pkr.hcl")).toContain('source "nonsense" "nonsense" {\n}\n');
});

test.each([
  ["no JSON", "[", "Error: Object expected"],
  ["another shape", '{"builders": 5}', "Error: Incorrect JSON type"],
])("of %s nothing is written", async (_what, text, message) => {
  using place = workplace({ "a.json": text });
  const { code, out, err } = await upgrade(place.directory, ["a.json"]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err.startsWith(message)).toBe(true);
  expect(place.exists("a.json.pkr.hcl")).toBe(false);
});

test("a file that cannot be written is told, and nothing is left behind", async () => {
  using place = workplace({ "a.json": json });
  const { code, out, err } = await upgrade(place.directory, ["-output-file=no/where.pkr.hcl", "a.json"]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(/^Error: no\/where\.pkr\.hcl could not be written, and is as it was: ENOENT: .*\.\n$/);
  expect((await place.run("ls")).out).toBe("a.json\nhome\ntmp\n");
});

test("secrets in the lines of messages are hidden", async () => {
  const text = '{"variables": {"a": "hunter2hunter2"}, "sensitive-variables": ["a"], "builders": [{"type": "odd"}]}';
  using place = workplace({ "a.json": text });
  const { err } = await upgrade(place.directory, ["a.json"]);
  expect(err).toContain('There is no builder "odd"');
  expect(err).not.toContain("hunter2");
});

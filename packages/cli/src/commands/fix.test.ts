import { nodeHost } from "@ingot/core";
import { workplace } from "../e2e/ingot.test-fixtures.js";
import { main } from "../main.js";
import { recordedTerminal } from "../recorded-terminal.test-fixtures.js";

async function fix(files: Readonly<Record<string, string>>, args: readonly string[], input = "") {
  using place = workplace(files);
  const terminal = recordedTerminal({ input });
  const host = nodeHost({ cwd: place.directory, env: {} });
  const code = await main({ argv: ["fix", ...args], host, terminal, signal: new AbortController().signal });
  for (const [name, text] of Object.entries(files)) expect(place.read(name)).toBe(text); // it changes no file
  return { code, ...terminal.written };
}

const old = '{"builders": [{"type": "null", "ssh_wait_timeout": "5m", "communicator": "none"}]}';
const fixed = `{
  "builders": [
    {
      "communicator": "none",
      "ssh_timeout": "5m",
      "type": "null"
    }
  ]
}
`;

test("the result goes to the output", async () => {
  expect(await fix({ "a.json": old }, ["a.json"])).toEqual({ code: 0, out: fixed, err: "" });
  expect(await fix({}, ["-"], old)).toEqual({ code: 0, out: fixed, err: "" });
});

const noBuilders = '{"provisioners": [{"type": "ansible-local", "galaxycommand": "x"}], "unknown": 1}';

test("a result that is no template is printed, and told", async () => {
  const { code, out, err } = await fix({ "a.json": noBuilders }, ["a.json"]);
  expect(code).toBe(1);
  expect(out).toContain('"galaxy_command": "x"');
  expect(err).toContain("on a.json (fixed) line 8:\n");
  expect(err).toMatch(
    /Error: The fixed template is no valid one\. Mend what is said above in the template, and try again\.\n$/,
  );
});

test("without -validate nobody looks", async () => {
  const { code, err } = await fix({ "a.json": noBuilders }, ["-validate=false", "a.json"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
});

test("an option that cannot be repaired, with its place", async () => {
  const text = '{"builders": [{"type": "amazon-ebs",\n  "ssh_private_ip": "perhaps"}]}';
  expect(await fix({ "a.json": text }, ["a.json"])).toEqual({
    code: 1,
    out: "",
    err: `Error: Option that cannot be repaired

  on a.json line 2, in builders:
   2:   "ssh_private_ip": "perhaps"}]}
                          ^^^^^^^^^

"ssh_private_ip" must be true or false.

`,
  });
});

test("secrets in the lines of messages are hidden", async () => {
  const text = '{"variables": {"a": "hunter2hunter2"}, "sensitive-variables": ["a"], "builders": 5}';
  const { code, out, err } = await fix({ "a.json": text }, ["a.json"]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain('"builders" must be an array; here stands a number.');
  expect(err).not.toContain("hunter2");
});

test.each([
  ["nowhere.json", "Error: nowhere.json could not be read: it does not exist. Create it, or correct the path.\n"],
  [".", /^Error: \. could not be read: it is a directory, where a file is needed\. .*\n$/],
  ["a.hcl", /^Error: Object expected\n/],
])("%s is refused", async (path, message) => {
  const { code, out, err } = await fix({ "a.hcl": 'source "null" "x" {}\n' }, [path]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(message);
});

test("help lists all fixers", async () => {
  const { out } = await fix({}, ["-h"]);
  expect(out.match(/^ {4}[a-z0-9_-]+ {2,}[A-Z].*\.$/gm)).toHaveLength(34);
});

test("validate says that there is something to repair, and nothing where there is not", async () => {
  const tagged = (tag: object) =>
    JSON.stringify({
      builders: [{ type: "null", communicator: "none" }],
      "post-processors": [{ type: "manifest", output: "m.json", ...tag }],
    });
  using place = workplace({ "old.json": tagged({ filename: "n.json" }), "new.json": tagged({}) });
  const validate = async (path: string) => {
    const terminal = recordedTerminal();
    const host = nodeHost({ cwd: place.directory, env: {} });
    await main({ argv: ["validate", path], host, terminal, signal: new AbortController().signal });
    return terminal.written.err;
  };
  expect(await validate("new.json")).toBe("");
  expect(await validate("old.json")).toContain(`Warning: Fixable configuration found

"ingot fix old.json" prints the template with deprecated options replaced:
manifest-filename. "ingot fix -h" explains these names.
`);
});

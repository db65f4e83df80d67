import { testHost } from "@ingot/testing";
import { main } from "./main.js";
import { recordedTerminal } from "./recorded-terminal.test-fixtures.js";
import { version } from "./version.js";

async function ingot(...argv: string[]) {
  using host = testHost();
  const terminal = recordedTerminal();
  const code = await main({ argv, host, terminal, signal: new AbortController().signal });
  return { code, ...terminal.written };
}

test("no command: the help, and 127", async () => {
  const { code, out, err } = await ingot();
  expect(code).toBe(127);
  expect(err).toBe("");
  expect(out).toMatch(/^Usage: ingot \[-version\] \[-help\] <command> \[<args>\]\n/);
});

test("an unknown command: named, and 127", async () => {
  const { code, err } = await ingot("bulid");
  expect(code).toBe(127);
  expect(err).toBe('Error: There is no command "bulid".\n\n');
});

test.each(["-help", "--help", "-h"])("%s exits with 0", async (flag) => {
  expect(await ingot(flag)).toMatchObject({ code: 0, err: "" });
});

test.each(["version", "-v", "-version", "--version"])("%s", async (word) => {
  expect(await ingot(word)).toEqual({ code: 0, err: "", out: `Ingot v${version} (Packer's language 1.16.0)\n` });
});

test("version for machines", async () => {
  expect((await ingot("version", "-machine-readable")).out).toMatch(/^\d+,,version,0\.1\.0\n$/);
});

test("a bad flag: what is wrong on the error output, the help, and 1", async () => {
  const { code, out, err } = await ingot("build", "-nope", "a.pkr.hcl");
  expect(code).toBe(1);
  expect(err).toBe("Error: There is no flag -nope.\n\n");
  expect(out).toMatch(/^Usage: ingot build \[options\] TEMPLATE\n/);
});

test.each([
  [[], '"ingot build" takes one argument ([options] TEMPLATE), but 0 were given.'],
  [["a", "b"], '"ingot build" takes one argument ([options] TEMPLATE), but 2 were given.'],
])("build %j", async (words, problem) => {
  const { code, err } = await ingot("build", ...words);
  expect({ code, err }).toEqual({ code: 1, err: `Error: ${problem}\n\n` });
});

test("a command's help wherever -help stands", async () => {
  const { code, out } = await ingot("validate", "x.pkr.hcl", "-help");
  expect(code).toBe(0);
  expect(out).toMatch(/^Usage: ingot validate \[options\] TEMPLATE\n/);
});

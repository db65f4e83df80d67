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

const unknown = [
  ["bulid", 'There is no command "bulid". Did you mean "build"?'],
  ["nothing-like-it", 'There is no command "nothing-like-it".'],
  ["-only=x", 'Options come after the command, so "-only=x" cannot be the first word: ingot build -only=x …'],
] as const;

test("an unknown command: named, and 127", async () => {
  for (const [word, mistake] of unknown) {
    const { code, out, err } = await ingot(word);
    expect({ code, err }).toEqual({ code: 127, err: `Error: ${mistake}\n\n` });
    expect(out).toMatch(/^Usage: ingot /);
  }
});

test.each([
  [["help"], "Usage: ingot ["],
  [["help", "build"], "Usage: ingot build ["],
  [["plugins", "-help"], "Usage: ingot plugins <command>"],
  [["plugin", "required", "-h"], "Usage: ingot plugins required ["],
])("%j explains", async (words, start) => {
  const { code, out, err } = await ingot(...words);
  expect({ code, err, start: out.slice(0, start.length) }).toEqual({ code: 0, err: "", start });
});

test.each([
  [["plugins"], ""],
  [["plugins", "instaled"], 'Error: There is no command "instaled". Did you mean "installed"?\n\n'],
])("%j: the group's help, and 1", async (words, mistake) => {
  const { code, out, err } = await ingot(...words);
  expect({ code, err }).toEqual({ code: 1, err: mistake });
  expect(out).toMatch(/^Usage: ingot plugins <command>/);
});

test("no list shows what is for scripts only", async () => {
  expect((await ingot("help")).out).not.toMatch(/^ +complete /m);
});

test.each(["-help", "--help", "-h"])("%s exits with 0", async (flag) => {
  expect(await ingot(flag)).toMatchObject({ code: 0, err: "" });
});

test.each(["version", "-v", "-version", "--version"])("%s tells the version", async (word) => {
  expect(await ingot(word)).toEqual({ code: 0, err: "", out: `Ingot v${version} (Packer's language 1.16.0)\n` });
});

test("version for machines", async () => {
  expect((await ingot("version", "-machine-readable")).out).toMatch(
    /^\d+,,version,0\.1\.0\n\d+,,version-prelease,\n\d+,,version-commit,\n\d+,,ui,say,Ingot v0\.1\.0 \(Packer's language 1\.16\.0\)\n$/,
  );
});

test("a bad flag: what is wrong on the error output, the help, and 1", async () => {
  const { code, out, err } = await ingot("build", "-nope", "a.pkr.hcl");
  expect(code).toBe(1);
  expect(err).toBe("Error: There is no flag -nope.\n\n");
  expect((await ingot("build", "--onyl", "x")).err).toBe("Error: There is no flag -onyl. Did you mean -only?\n\n");
  expect(out).toMatch(/^Usage: ingot build \[options\] TEMPLATE\n/);
});

test.each([
  [[], '"ingot build" takes one argument, TEMPLATE, but none was given.'],
  [["a", "b"], '"ingot build" takes one argument, TEMPLATE, but 2 were given.'],
])("build %j", async (words, problem) => {
  const { code, err } = await ingot("build", ...words);
  expect({ code, err }).toEqual({ code: 1, err: `Error: ${problem}\n\n` });
});

test("a command's help wherever -help stands", async () => {
  const { code, out } = await ingot("validate", "x.pkr.hcl", "-help");
  expect(code).toBe(0);
  expect(out).toMatch(/^Usage: ingot validate \[options\] TEMPLATE\n/);
});

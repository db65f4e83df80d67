import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, type CommandEntry, isGroup } from "./command.js";
import { commandList } from "./command-list.js";
import { commandReference } from "./command-reference.js";
import { parseFlags } from "./flags.js";

const page = (name: string) => readFileSync(join(__dirname, "../../../docs", name), "utf8");

async function commandsOf(entries: readonly CommandEntry[]): Promise<readonly Command[]> {
  const loaded = await Promise.all(entries.map((entry) => entry.load()));
  return (await Promise.all(loaded.map((each) => (isGroup(each) ? commandsOf(each.commands) : [each])))).flat();
}

test("docs/commands.md is what -help says; `npm run docs` writes it", async () => {
  expect(await commandReference(commandList)).toBe(page("commands.md"));
});

test("docs/cli.md lists every command, with the words of the help", () => {
  const listed = [...page("cli.md").matchAll(/^ingot ([a-z0-9_]+) +.*? {2,}([a-z].*)$/gm)];
  const shown = commandList.filter(({ hidden }) => !hidden);
  expect(listed.map(([, name, summary]) => [name, summary]).sort()).toEqual(
    shown.map(({ name, summary }) => [name, summary]).sort(),
  );
});

test("every command has an example that begins with it, or leads to it, and every flag is explained", async () => {
  for (const { name, example, flags } of await commandsOf(commandList)) {
    expect(example).toContain(`ingot ${name}`);
    for (const { help } of Object.values(flags)) expect(help).toMatch(/^[A-Z].*\.$/);
  }
});

/** Packer's, by command; the shared ones are those of every command that reads a template, and of some that do not. */
const shared = ["-only=a", "-except=a", "-var=a=b", "-var-file=x", "-config-type=hcl2"];
const packerFlags: Readonly<Record<string, readonly string[]>> = {
  build: [
    ...[
      "-color=false",
      "-debug",
      "-force",
      "-on-error=ask",
      "-parallel-builds=1",
      "-timestamp-ui",
      "-machine-readable",
    ],
    ...["-warn-on-undeclared-var", "-ignore-prerelease-plugins", "-use-sequential-evaluation", "-skip-enforcement"],
    ...shared,
  ],
  validate: [
    ...["-syntax-only", "-no-warn-undeclared-var", "-evaluate-datasources", "-ignore-prerelease-plugins"],
    ...["-use-sequential-evaluation", ...shared],
  ],
  inspect: ["-use-sequential-evaluation", ...shared],
  console: ["-use-sequential-evaluation", ...shared],
  init: ["-upgrade", "-force", ...shared],
  fix: ["-validate=false", ...shared],
  fmt: ["-check", "-diff", "-write=false", "-recursive", ...shared],
  hcl2_upgrade: ["-output-file=x", "-with-annotations", ...shared],
  "plugins installed": [],
  "plugins install": ["-path=x", "-force"],
  "plugins remove": [],
  "plugins required": shared,
  version: [],
};

test.each(Object.entries(packerFlags))("packer's flags for %s are taken", async (name, words) => {
  const command = (await commandsOf(commandList)).find((each) => each.name === name)!;
  const doubled = words.map((word) => `-${word}`);
  expect(parseFlags(command.flags, [...words, ...doubled])).toMatchObject({ ok: true, positional: [] });
});

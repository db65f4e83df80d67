import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

const root = join(__dirname, "../../..");

const listed = execFileSync("git", ["ls-files", "-c", "--deduplicate"], { cwd: root, encoding: "utf8" });
const files = listed.trim().split("\n");
const isTest = (file: string) => /\.(test|test-fixtures)\.[a-z]+$/.test(file) || file.startsWith("packages/testing/");
const code = files.filter((file) => /\.(ts|mjs|cjs)$/.test(file));
const sources = code.filter((file) => file.startsWith("packages/") && file.includes("/src/") && !isTest(file));
const prose = files.filter((file) => file.endsWith(".md"));

function textOf(file: string): string {
  try {
    return readFileSync(join(root, file), "utf8");
  } catch {
    return ""; // removed, and the removal not yet recorded
  }
}

/** What a rule complains of in one file. */
type Rule = (file: string, text: string) => readonly string[];

const complaints = (rule: Rule, among: readonly string[]) => among.flatMap((file) => rule(file, textOf(file)));

const matching =
  (pattern: RegExp, prepare: (text: string) => string = (text) => text): Rule =>
  (file, text) =>
    prepare(text)
      .split("\n")
      .flatMap((line, at) => (pattern.test(line) ? [`${file}:${at + 1}: ${line.trim()}`] : []));

/** Comments give way to empty lines, so that numbers stay. */
const withoutComments = (text: string) =>
  text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, "")).replace(/(^|\s)\/\/.*$/gm, "");

const ambient =
  /(?<![.\w])process\.(?!js\b)|= process;|\b(?:Date|performance)\.now\(|\bnew Date\(\)|\bMath\.random\(|(?<!\/)\bconsole\.|\bset(?:Timeout|Interval)\(|random\w+\b.*from "node:crypto"|from "node:(?:os|child_process|timers|timers\/promises)"/;

/** Who may look at the process, the clock and the machine: everybody else is handed what they need. */
const outermost = new Set([
  "packages/cli/src/bin.ts",
  "packages/cli/src/interrupts.ts",
  "packages/cli/src/process-host.ts",
  "packages/cli/src/process-reference-parser.ts",
  "packages/cli/src/process-terminal.ts",
  "packages/core/src/node-host.ts",
  "packages/core/src/run/process-identity.ts",
  // Which users this process may give to a namespace is the kernel's business, whatever a host says.
  "packages/builders/oci/src/sandbox/id-maps.ts",
]);

const rules: readonly (readonly [name: string, among: readonly string[], rule: Rule, offence: string])[] = [
  [
    "nothing ambient is used outside the outermost files",
    sources.filter((file) => !outermost.has(file)),
    matching(ambient, withoutComments),
    "const { pid } = process;",
  ],
  [
    "no file is longer than 600 lines",
    [...code, ...prose].filter((file) => !/^docs\/(?:components|functions)\.md$/.test(file)), // made by `npm run docs`
    (file, text) => (text.split("\n").length > 601 ? [file] : []),
    "\n".repeat(601),
  ],
  [
    "an index.ts only passes names on",
    sources.filter((file) => basename(file) === "index.ts"),
    (file, text) =>
      /^(?:export (?:type )?(?:\{[^}]*\}|\*(?: as \w+)?) from "[^"]+";\s*)+$/.test(text) &&
      !/^export \* from/m.test(text)
        ? []
        : [file],
    'export * from "./everything.js";',
  ],
  [
    "nothing is left for later",
    code.filter((file) => file !== "packages/testing/src/house-rules.test.ts"),
    matching(/\b(?:TODO|FIXME|XXX|HACK)\b|not (?:yet )?implemented/i),
    "// TODO: the rest",
  ],
  [
    "the compiler and the linter are not silenced",
    code.filter((file) => !["packages/testing/src/house-rules.test.ts", "packages/core/src/plugin.ts"].includes(file)),
    matching(/@ts-(?:ignore|expect-error|nocheck)|biome-ignore|\bas any(?=[;,)\].]|$)|jest\.mock\(/),
    "value as any",
  ],
  [
    "a test waits for what happens, not for the clock",
    code.filter((file) => /\.test\.ts$/.test(file) && file !== "packages/testing/src/house-rules.test.ts"),
    matching(/(?<!jest\.)\bsetTimeout\b/),
    "await new Promise((done) => setTimeout(done, 50));",
  ],
];

test.each(rules)("%s", (_name, among, rule, offence) => {
  expect(among.length).toBeGreaterThan(0);
  expect(rule("some/file", offence)).not.toEqual([]); // the rule can be broken
  expect(complaints(rule, among)).toEqual([]);
});

const wellNamed = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|test-fixtures|pkr|config))*\.(?:ts|mjs|cjs)$/;
const vague = /(?:^|-)(?:utils?|helpers?|misc|common|stuff)(?:[.-]|$)/;

test("files are named in kebab-case, after what is in them", () => {
  const names = code.map((file) => basename(file));
  expect(
    ["parseBody.ts", "string-utils.ts", "helpers.ts"].map((name) => wellNamed.test(name) && !vague.test(name)),
  ).toEqual([false, false, false]);
  expect(names.filter((name) => !wellNamed.test(name) || vague.test(name))).toEqual([]);
});

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const root = join(__dirname, "../../..");
const textOf = (path: string) => readFileSync(join(root, path), "utf8");

function listed(...patterns: readonly string[]): string[] {
  const names = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "--deduplicate", ...patterns], {
    cwd: root,
    encoding: "utf8",
  });
  return names
    .trim()
    .split("\n")
    .filter((file) => existsSync(join(root, file)));
}

const pages = listed(":(glob)*.md", "docs/*.md");
const sources = listed(":(glob)packages/**/src/**/*.ts").filter((file) => !/\.test(-fixtures)?\.ts$/.test(file));

const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

/** Of headings with one text GitHub numbers the later ones: "file", "file-1", "file-2". */
function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>();
  return [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => {
    const anchor = anchorOf(heading!);
    const nth = seen.get(anchor) ?? 0;
    seen.set(anchor, nth + 1);
    return nth === 0 ? anchor : `${anchor}-${nth}`;
  });
}

/** Links that lead nowhere; those to other sites are not followed. */
function brokenLinks(page: string, text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : join(dirname(page), path);
      return !existsSync(join(root, file)) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
    })
    .map((target) => `${page}: ${target}`);
}

test("no link leads nowhere", () => {
  expect(brokenLinks("docs/cli.md", "[a](nowhere.md) [b](events.md#nothing) [c](events.md)")).toEqual([
    "docs/cli.md: nowhere.md",
    "docs/cli.md: events.md#nothing",
  ]);
  expect(brokenLinks("docs/components.md", "[a](#file) [b](#file-2) [c](#file-9)")).toEqual([
    "docs/components.md: #file-9",
  ]);
  expect(pages).toContain("README.md");
  expect(pages.flatMap((page) => brokenLinks(page, textOf(page)))).toEqual([]);
});

test("every file and folder of ours that a page names is there", () => {
  const named = pages.flatMap((page) =>
    [...textOf(page).matchAll(/`((?:packages|fixtures|bench|docs|\.ci)\/[\w./-]+)`/g)].map(([, path]) => [page, path!]),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(([, path]) => !existsSync(join(root, path!)) && !/dist|output|results/.test(path!))).toEqual([]);
});

test("decisions are numbered without gaps, and each says its number", () => {
  const names = readdirSync(join(root, "docs/decisions")).sort();
  expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_name, at) => at + 1));
  const titles = names.map((name) => textOf(`docs/decisions/${name}`).split("\n")[0]);
  expect(titles.filter((title, at) => !title!.startsWith(`# ${at + 1}. `))).toEqual([]);
});

test("the page of events names every event and every field", () => {
  const page = textOf("docs/events.md");
  const text = textOf("packages/core/src/events.ts");
  const body = text.slice(text.indexOf("export type RunEventBody"), text.indexOf("export type RunStatus"));
  const types = [...body.matchAll(/type: "([a-z-]+)"/g)].map(([, type]) => type!);
  const fields = [...text.matchAll(/readonly ([a-zA-Z]+)\??: /g)].map(([, field]) => field!);
  expect(types.length).toBeGreaterThan(10);
  expect([...types, ...fields].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  const documented = [...page.slice(page.indexOf("| type | fields |")).matchAll(/^\| ((?:`[a-z-]+`(?:, )?)+) \|/gm)];
  const rows = documented.flatMap(([, names]) => [...names!.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name!));
  expect(rows.sort()).toEqual([...types].sort());
});

/** The first text in quotes of a call that complains, and `summary: "…"` of a component's check. */
function summariesIn(text: string): string[] {
  const calls = text.matchAll(/\b(?:errorAt|limitAt|warningAt)\([^"`;]*?"([A-Z][^"]*)"/g);
  const issues = text.matchAll(/\bsummary: "([A-Z][^"]*)"/g);
  return [...calls, ...issues].map(([, summary]) => summary!);
}

test("every summary of a diagnostic is in the glossary", () => {
  const page = textOf("docs/diagnostics.md");
  const missing = sources.flatMap((file) =>
    summariesIn(textOf(file))
      .filter((summary) => !page.includes(summary))
      .map((summary) => `${file}: ${summary}`),
  );
  expect(summariesIn('errorAt(range, "Something wrong", detail)')).toEqual(["Something wrong"]);
  expect(missing).toEqual([]);
});

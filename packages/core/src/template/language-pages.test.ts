import { readFileSync } from "node:fs";
import { join } from "node:path";
import { outcomeOf, type Shown, shownIn, tried } from "./language-pages.test-fixtures.js";

const textOf = (page: string) => readFileSync(join(__dirname, "../../../../docs", `${page}.md`), "utf8");
const mistakes = ["syntax", "unclosed", "expressions", "blocks", "variables", "templates"].map(
  (page) => `mistakes/${page}`,
);
const shown = ["language", "expressions", "templates", ...mistakes].flatMap((page) => shownIn(textOf(page)));
const all = <K extends Shown["kind"]>(kind: K) =>
  shown.filter((each): each is Extract<Shown, { kind: K }> => each.kind === kind);

test("the pages on the language show templates, mistakes and expressions", () => {
  expect(all("template").length).toBeGreaterThan(10);
  expect(all("wrong").length).toBeGreaterThan(5);
  expect(all("expression").length).toBeGreaterThan(100);
});

test.each(all("template"))("template %# of the pages is without fault", async ({ files }) => {
  expect((await tried(files)).report).toBe("");
});

test.each(all("wrong"))("mistake %# of the pages is reported word for word", async ({ files, flags, report }) => {
  expect((await tried(files, flags)).report).toBe(report);
});

/** What takes too much room to show, or has to do with files and commands rather than with a template's text. */
const notShown = [
  ...["File too large", "Nesting too deep", "Too many syntax errors", "Value too large", "Value nested too deeply"],
  ...["Invalid template", "Fault in the parser", "Locals nested too deeply", "Unsupported key", "Data source not read"],
  ...["Template not found", "Not a file", "File not readable", "No template in the folder", "Not a template's name"],
  ...["Not a text file", "Not UTF-8", "Template too large"],
  ...["No plugins required in JSON", "Plugin not installed", "Plugin not removed"],
];

/** Every summary of the glossary's tables on the language and on templates. */
function glossary(): string[] {
  const [before = ""] = textOf("diagnostics").split("### Packer's old JSON");
  const [language = "", rest = ""] = before.split("## Component configs");
  const rows = (language + rest.slice(rest.indexOf("## Variables"))).matchAll(
    /^\| ([A-Z][^|]*) \| (?:error|warning) \|/gm,
  );
  return [...rows].flatMap(([, names]) => names!.split(", "));
}

test("every summary of the language and of templates has an example", () => {
  const reports = mistakes
    .flatMap((page) => [...textOf(page).matchAll(/^(?:Error|Warning): (.*)$/gm)])
    .map(([, each]) => each!);
  const isShown = (summary: string) =>
    reports.some((report) => new RegExp(`^${summary.replaceAll("…", ".*")}$`).test(report));
  expect(glossary().length).toBeGreaterThan(100);
  expect(
    glossary()
      .filter((summary) => !isShown(summary))
      .sort(),
  ).toEqual([...notShown].sort());
});

test.each(all("expression"))("$expression", async ({ expression, answer, files }) => {
  const written = /^(?:Error: |<)/.test(answer) ? answer : await outcomeOf(answer, {});
  expect(await outcomeOf(expression, files)).toBe(written);
});

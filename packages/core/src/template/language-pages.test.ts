import { readFileSync } from "node:fs";
import { join } from "node:path";
import { outcomeOf, type Shown, shownIn, tried } from "./language-pages.test-fixtures.js";

const textOf = (page: string) => readFileSync(join(__dirname, "../../../../docs", `${page}.md`), "utf8");
const shown = ["language", "expressions", "templates"].flatMap((page) => shownIn(textOf(page)));
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

test.each(all("wrong"))("mistake %# of the pages is reported word for word", async ({ files, report }) => {
  expect((await tried(files)).report).toBe(report);
});

test.each(all("expression"))("$expression", async ({ expression, answer, files }) => {
  const written = /^(?:Error: |<)/.test(answer) ? answer : await outcomeOf(answer, {});
  expect(await outcomeOf(expression, files)).toBe(written);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fencesOf } from "@ingot/testing";
import { outcomeOf, type Shown, shownIn, tried } from "./language-page.test-fixtures.js";

const page = readFileSync(join(__dirname, "../../../../docs/language.md"), "utf8");
const shown = shownIn(page);
const all = <K extends Shown["kind"]>(kind: K) =>
  shown.filter((each): each is Extract<Shown, { kind: K }> => each.kind === kind);

test("the page shows templates, mistakes and expressions", () => {
  expect(all("template").length).toBeGreaterThan(10);
  expect(all("wrong").length).toBeGreaterThan(5);
  expect(all("expression").length).toBeGreaterThan(100);
});

test.each(all("template"))("template %# of the page is without fault", async ({ files }) => {
  expect((await tried(files)).report).toBe("");
});

test.each(all("wrong"))("mistake %# of the page is reported word for word", async ({ files, report }) => {
  expect((await tried(files)).report).toBe(report);
});

test.each(all("expression"))("$expression", async ({ expression, answer, files }) => {
  const written = /^(?:Error: |<)/.test(answer) ? answer : await outcomeOf(answer, {});
  expect(await outcomeOf(expression, files)).toBe(written);
});

test("the grammar uses what it defines, and defines what it uses", () => {
  const [grammar] = fencesOf(page).filter(({ info }) => info === "ebnf");
  const rules = grammar!.text
    .replace(/\(\*.*?\*\)|"[^"]*"|'[^']*'|\?[^?]*\?/gs, " ")
    .split(";")
    .filter((rule) => rule.trim() !== "")
    .map((rule) => rule.match(/[A-Z][A-Za-z]*/g)!);
  const defined = rules.map(([name]) => name!);
  const used = new Set(["File", "BareTemplate", ...rules.flatMap(([, ...names]) => names)]);
  expect([...used].sort()).toEqual([...defined].sort());
});

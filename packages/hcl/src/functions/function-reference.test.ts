import { consoleExamplesOf } from "@ingot/testing";
import { show } from "../evaluate/evaluate.test-fixtures.js";
import {
  documentedExamples,
  documentedFunctions,
  evaluateDocumented,
  functionPage,
} from "./function-reference.test-fixtures.js";

test.each(documentedExamples)("$expression", ({ expression, answer }) => {
  const { value, diagnostics } = evaluateDocumented(expression);
  if (answer.startsWith("Error: ")) {
    expect(diagnostics.map(({ detail }) => `Error: ${detail}`).join("\n")).toBe(answer);
    return;
  }
  expect(diagnostics).toEqual([]);
  expect(show(value.withoutMarks())).toBe(show(evaluateDocumented(answer).value));
});

test("every function has a section of its own, with at least two examples of it", () => {
  const sections = functionPage.split(/^### /m).slice(1);
  const names = sections.map((section) => section.slice(0, section.indexOf("\n")));
  expect([...names].sort()).toEqual([...documentedFunctions().keys()].sort());
  const examples = sections.map((section, at) =>
    consoleExamplesOf(section).filter(({ expression }) => expression.includes(`${names[at]}(`)),
  );
  expect(names.filter((_name, at) => examples[at]!.length < 2)).toEqual([]);
});

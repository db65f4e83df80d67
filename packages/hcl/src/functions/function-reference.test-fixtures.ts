import { readFileSync } from "node:fs";
import { join } from "node:path";
import { consoleExamplesOf, fencesOf, filesOf } from "@ingot/testing";
import { evaluateText, scopeOf } from "../evaluate/evaluate.test-fixtures.js";
import type { Evaluated, FunctionTable } from "../evaluate/scope.js";
import type { Expression } from "../syntax/ast.js";
import { walk } from "../syntax/walk.js";
import { envFunction } from "./env.js";
import { memoryHost } from "./memory-host.test-fixtures.js";
import type { RemoteValues } from "./remote-values.js";
import { standardFunctions } from "./standard-functions.js";

const textOf = (page: string): string => readFileSync(join(__dirname, "../../../../docs", `${page}.md`), "utf8");

/** The page on functions; the tests of examples take it at its word. */
export const functionPage = textOf("functions");

export const documentedFiles = filesOf(functionPage);

export const documentedExamples = consoleExamplesOf(functionPage);

/** Of the pages on the language, those that stand by themselves, outside any template. */
export const languageExamples = ["language", "expressions"]
  .flatMap((page) => consoleExamplesOf(textOf(page)))
  .filter(({ expression }) => !/\b(?:local|var)\./.test(expression));

/** By system and name; the page shows them as JSON. */
const secrets: Readonly<Record<string, Readonly<Record<string, unknown>>>> = JSON.parse(
  fencesOf(functionPage).find(({ info }) => info === "json secrets")!.text,
);

const remote: RemoteValues = { read: (system, name) => ({ content: secrets[system]![name] }) };

/** Every function there is, in a world with the page's files in `directory`, which is the working directory as well. */
export function documentedFunctions(directory = "/templates"): FunctionTable {
  const files = Object.entries(documentedFiles).map(([name, text]) => [join(directory, name), text]);
  const host = { ...memoryHost(Object.fromEntries(files)), baseDirectory: directory, cwd: directory, remote };
  const env = envFunction({ HOME: host.home });
  return new Map([...standardFunctions(host), [env.name, env]]);
}

/** An expression's value in that world. */
export function evaluateDocumented(text: string, directory?: string): Evaluated {
  return evaluateText(text, scopeOf({}, documentedFunctions(directory)));
}

/** The names of the functions that an expression calls. */
export function calledIn(expression: Expression): string[] {
  const names: string[] = [];
  walk(expression, (node) => {
    if (node.kind === "call") names.push(node.name.text);
  });
  return names;
}

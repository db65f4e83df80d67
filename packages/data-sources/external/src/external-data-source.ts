import { defineDataSource, duration, IngotError } from "@ingot/core/plugin";
import * as z from "zod";
import { runProgram } from "./run-program.js";

const texts = z.record(z.string(), z.string());

export const externalDataSource = defineDataSource({
  type: "external",
  description:
    "Runs a program on the machine that runs the build. It gets the query as a JSON object on its standard input, prints a JSON object of texts and exits with 0; else what it wrote to its standard error is told.",
  config: z.object({
    program: z
      .array(z.string())
      .min(1, "The list is empty. Name the program, and after it its arguments.")
      .describe("The program and its arguments. No shell comes in between."),
    working_dir: z.string().optional().describe("Where it runs; the working directory when it is left out."),
    query: texts.default({}).describe("What it gets, as a JSON object."),
    timeout: duration().prefault("10m").describe("How long it may run."),
  }),
  output: z.object({ result: texts.describe("What it printed.") }),
  read: async ({ program, working_dir, query, timeout }, { host, signal }) => {
    const cwd = working_dir === undefined ? host.cwd : host.resolve(working_dir);
    const printed = await runProgram({ words: program, cwd, input: JSON.stringify(query), timeout }, host, signal);
    return { result: parseResult(printed, program[0]!) };
  },
});

function parseResult(printed: string, program: string): Record<string, string> {
  const parsed = parseJson(printed, program);
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw wrongOutput(program, "it is not a JSON object");
  }
  const wrong = Object.entries(parsed).find(([, value]) => typeof value !== "string");
  if (wrong) throw wrongOutput(program, `the value of ${JSON.stringify(wrong[0])} is not a text`);
  return parsed as Record<string, string>;
}

/** The parser's own complaint would quote what was printed, which may be a secret. */
function parseJson(printed: string, program: string): unknown {
  try {
    return JSON.parse(printed);
  } catch {
    throw wrongOutput(program, printed.trim() === "" ? "it is empty" : "it is not JSON");
  }
}

function wrongOutput(program: string, reason: string): IngotError {
  const message = `The program "${program}" must print a JSON object of texts, such as {"version": "1.2"}, but of its output: ${reason}.`;
  return new IngotError({ code: "EXTERNAL_OUTPUT", source: "user", message });
}

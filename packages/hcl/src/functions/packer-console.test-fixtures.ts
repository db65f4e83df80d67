import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { show } from "../evaluate/evaluate.test-fixtures.js";
import { documentedFiles, evaluateDocumented } from "./function-reference.test-fixtures.js";

/** One expression a line; what Debian's `packer console` makes of each is what we must make of it. */
export const expressions = readFileSync(join(__dirname, "packer-console.expressions.txt"), "utf8").trim().split("\n");

/** What is made of an expression: its value as JSON, or `error`. */
export type Outcome = string;

/** An expression, and what was made of it. */
export type Made = readonly [expression: string, outcome: Outcome];

/** A folder with the files that the page on functions shows, in which both consoles work. */
export interface ConsoleFolder extends Disposable {
  theirs(batch: readonly string[]): Made[];
  ours(batch: readonly string[]): Made[];
}

export function consoleFolder(): ConsoleFolder {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "ingot-console-")));
  for (const [name, text] of Object.entries(documentedFiles)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return {
    theirs: (batch) => packerOutcomes(batch, directory),
    ours: (batch) => batch.map((expression) => [expression, ownOutcome(expression, directory)]),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true }),
  };
}

/** The last line's result is all that the console prints, so the expressions go in as one. */
function packerOutcomes(batch: readonly string[], directory: string): Made[] {
  const each = batch.map(
    (text) => `can(${text}) ? try(jsonencode(${text}), (${text}) == null ? "null" : "other") : "error"`,
  );
  const { stdout, stderr } = packerConsole(`jsonencode([${each.join(", ")}])`, directory);
  if (!stdout.startsWith("[")) throw new Error(`packer console: ${stdout} ${stderr} for ${batch.join("\n")}`);
  const outcomes: Outcome[] = JSON.parse(stdout);
  return batch.map((expression, at) => [expression, outcomes[at]!]);
}

/** Nobody answers the functions that ask servers, and at once. */
const environment = {
  CHECKPOINT_DISABLE: "1",
  HOME: "/home/user",
  CONSUL_HTTP_ADDR: "127.0.0.1:1",
  AWS_EC2_METADATA_DISABLED: "true",
};

export function packerConsole(input: string, cwd = "/"): { readonly stdout: string; readonly stderr: string } {
  const env = { PATH: process.env.PATH, ...environment };
  return spawnSync("packer", ["console", "--config-type=hcl2"], { input, cwd, env, encoding: "utf8" });
}

function ownOutcome(expression: string, directory: string): Outcome {
  const { value, diagnostics } = evaluateDocumented(expression, directory);
  return diagnostics.length > 0 ? "error" : show(value);
}

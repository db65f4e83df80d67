import { renderDiagnostic, toJsonText, type Value } from "@ingot/hcl";
import { type ConsoleExample, consoleExamples, fencesOf, loaderOf, testHost } from "@ingot/testing";
import * as z from "zod";
import type { LoadOptions } from "../engine-api.js";
import { defineDataSource } from "../plugin.js";
import { createRegistry } from "../registry.js";
import { loadTemplate } from "./load.js";
import { writeFiles } from "./load.test-fixtures.js";
import type { Template } from "./model.js";

type Files = Readonly<Record<string, string>>;

/** What the page shows, as something to try: a whole template, or an expression within the template shown before it. */
export type Shown =
  | { readonly kind: "template"; readonly files: Files }
  | { readonly kind: "wrong"; readonly files: Files; readonly flags: readonly string[]; readonly report: string }
  | ({ readonly kind: "expression"; readonly files: Files } & ConsoleExample);

const fileNames: Readonly<Record<string, string>> = { hcl: "main.pkr.hcl", json: "main.pkr.json" };

/**
 * The examples of a page, in order. Blocks are told apart by their second word: `template`, `wrong`, `diagnostic`, `console`; after
 * `wrong` stand flags, and `with NAME` is another file of the template before it.
 */
export function shownIn(page: string): Shown[] {
  const shown: Shown[] = [];
  let files: Files = {};
  let flags: readonly string[] = [];
  for (const { info, text } of fencesOf(page)) {
    const [language = "", use, ...more] = info.split(" ");
    if (use === "template" || use === "wrong") [files, flags] = [{ [fileNames[language]!]: text }, more];
    if (use === "with") files = { ...files, [more[0]!]: text };
    if (use === "template") shown.push({ kind: "template", files });
    if (use === "diagnostic") shown.push({ kind: "wrong", files, flags, report: text });
    if (use === "diagnostic") files = {};
    if (use === "console")
      shown.push(...consoleExamples(text).map((each) => ({ kind: "expression" as const, files, ...each })));
  }
  return shown;
}

/** As Packer's own of this name: it gives back what it is given. */
const nullSource = defineDataSource({
  type: "null",
  description: "Gives back its input.",
  config: z.object({ input: z.string() }),
  output: z.object({ output: z.string() }),
  read: async ({ input }) => ({ output: input }),
});

interface Tried {
  readonly template: Template | undefined;
  readonly details: readonly string[];
  /** Every diagnostic as it is shown to people. */
  readonly report: string;
}

/** The part of `-var`, `-var-file` and `-warn-on-undeclared-var` that an example needs. */
function optionsOf(flags: readonly string[]): LoadOptions {
  const given = (name: string) => flags.filter((flag) => flag.startsWith(name)).map((flag) => flag.slice(name.length));
  const variables = given("-var=").map((text) => ({ name: text.split("=")[0]!, text: text.split("=")[1]! }));
  const warnOnUndeclared = flags.includes("-warn-on-undeclared-var");
  return { variables, variableFiles: given("-var-file="), warnOnUndeclared };
}

export async function tried(files: Files, flags: readonly string[] = []): Promise<Tried> {
  using host = testHost({ REGION: "eu-west-1" });
  writeFiles(host.directory, files);
  const context = { host, componentTypes: ["null", "docker"], registry: createRegistry([loaderOf(nullSource)]) };
  const { template, diagnostics } = await loadTemplate(".", optionsOf(flags), context);
  return {
    template,
    details: diagnostics.map(({ detail }) => detail),
    report: diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join("\n"),
  };
}

/** What an expression gives where the files' template is in force: JSON, or `Error: ` and details. */
export async function outcomeOf(expression: string, files: Files): Promise<string> {
  const { template, details } = await tried({ ...files, "console.pkr.hcl": `locals {\n  answer = ${expression}\n}\n` });
  if (details.length > 0) return details.map((detail) => `Error: ${detail}`).join("\n");
  return textOf(template!.locals.get("answer")!.value);
}

function textOf(value: Value): string {
  if (value.marks.size > 0) return "<sensitive>";
  return value.isWhollyKnown ? toJsonText(value) : "<unknown>";
}

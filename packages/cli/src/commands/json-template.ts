import { readFile } from "node:fs/promises";
import { createRedactor, fileReasonOf } from "@ingot/core";
import { type Diagnostic, Source } from "@ingot/hcl";
import type { Surroundings } from "../command.js";
import { PlainRenderer } from "../renderers/plain.js";
import { shownText } from "../renderers/shown-text.js";

/** The template at a path, `-` being standard input; undefined when it cannot be read, which is told. */
export async function readJsonTemplate(path: string, { terminal, host }: Surroundings): Promise<Source | undefined> {
  if (path === "-") return new Source("<stdin>", await terminal.readInput());
  try {
    const bytes = await readFile(host.resolve(path));
    return new Source(path, new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    const isText = error instanceof TypeError;
    await tell(isText ? `${path} is not UTF-8 text.` : `${path} could not be read: ${fileReasonOf(error)}`, {
      terminal,
    });
    return undefined;
  }
}

export const tell = (problem: string, { terminal }: Pick<Surroundings, "terminal">): void | Promise<void> =>
  terminal.err(`Error: ${shownText(problem)}\n`);

/** Shows what is wrong; `secrets` are hidden in the lines that are quoted. */
export async function showAll(
  { diagnostics, secrets }: { readonly diagnostics: readonly Diagnostic[]; readonly secrets: readonly string[] },
  { terminal }: Surroundings,
): Promise<void> {
  const renderer = new PlainRenderer({ terminal });
  const { find } = createRedactor(secrets);
  for (const diagnostic of diagnostics) await renderer.diagnostic(diagnostic, find);
}

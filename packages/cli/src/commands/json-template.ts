import { readFile } from "node:fs/promises";
import { type Diagnostic, reasonOf, Source } from "@ingot/hcl";
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
    await tell(isText ? `${path} is not UTF-8 text.` : `${path} could not be read: ${reasonOf(error)}.`, { terminal });
    return undefined;
  }
}

export const tell = (problem: string, { terminal }: Pick<Surroundings, "terminal">): void | Promise<void> =>
  terminal.err(`Error: ${shownText(problem)}\n`);

export async function showAll(diagnostics: readonly Diagnostic[], { terminal }: Surroundings): Promise<void> {
  const renderer = new PlainRenderer({ terminal });
  for (const diagnostic of diagnostics) await renderer.diagnostic(diagnostic);
}

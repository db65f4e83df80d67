import { createEngine } from "@ingot/core";
import { hasErrors } from "@ingot/hcl";
import { fixers, fixTemplate } from "@ingot/upgrade";
import { defineCommand, type Surroundings } from "../command.js";
import { exitCode } from "../exit-code.js";
import type { FlagSpecs } from "../flags.js";
import { shownText } from "../renderers/shown-text.js";
import { readJsonTemplate, showAll, tell } from "./json-template.js";
import { idleTemplateFlags } from "./template-flags.js";

const fixFlags = {
  validate: {
    kind: "boolean",
    placeholder: "false",
    help: "Look whether the result is a template, and exit with 1 if not; default: true.",
  },
  ...idleTemplateFlags,
} as const satisfies FlagSpecs;

const width = Math.max(...fixers.map(({ name }) => name.length));
const listed = fixers.map(({ name, synopsis }) => `  ${name.padEnd(width)}  ${synopsis}`).join("\n");

export const fixCommand = defineCommand({
  name: "fix",
  synopsis: "[options] TEMPLATE",
  description: `Replaces the deprecated options of a template in Packer's old JSON format, and prints the result: JSON\nwith sorted keys. The file stays as it is. The path - reads standard input.\n\nWhat is replaced, in this order:\n\n${listed}`,
  example: "ingot fix web.json > fixed.json",
  flags: fixFlags,
  positional: { minimum: 1, maximum: 1, kind: "template" },
  run: async (flags, [path], surroundings) => {
    const { terminal } = surroundings;
    const source = await readJsonTemplate(path!, surroundings);
    if (!source) return exitCode.failure;
    const fixed = fixTemplate(source);
    const { text } = fixed;
    await showAll(fixed, surroundings);
    if (text === undefined) return exitCode.failure;
    await terminal.out(terminal.colour ? shownText(text) : text);
    if (flags.validate === false || (await isTemplate(source.name, text, surroundings))) return exitCode.success;
    await tell(
      "The fixed template is no valid one. Mend what is said above in the template, and try again.",
      surroundings,
    );
    return exitCode.failure;
  },
});

/** Whether the engine can read it; what it complains of is told. */
async function isTemplate(name: string, text: string, surroundings: Surroundings): Promise<boolean> {
  const { host, components } = surroundings;
  const engine = createEngine({ host, components });
  const loaded = await engine.load(`${name} (fixed)`, { text, language: "json", syntaxOnly: true });
  await showAll(loaded, surroundings);
  return !hasErrors(loaded.diagnostics);
}

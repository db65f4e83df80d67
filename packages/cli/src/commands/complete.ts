import { defineCommand } from "../command.js";
import { completeLine } from "../completion/complete-line.js";
import type { Candidate, TemplateNames } from "../completion/completion.js";
import { exitCode } from "../exit-code.js";
import { shownText } from "../renderers/shown-text.js";

/**
 * What the shells' scripts call: `ingot complete 1 =build =-on`. Every word of the line has an equals sign before it, so that none is taken
 * for a flag of this command. Prints the kind of completion, then a candidate a line, with what it means after a tab.
 */
export const completeCommand = defineCommand({
  name: "complete",
  synopsis: "INDEX =WORD…",
  description: 'Called by the scripts that "ingot completion" prints.',
  example: "ingot complete 1 =build =-on",
  flags: {},
  positional: { minimum: 1, maximum: Number.POSITIVE_INFINITY },
  run: async (_flags, [index, ...marked], surroundings) => {
    const load = async () => (await import("../completion/template-names.js")).templateNames(surroundings);
    const names: TemplateNames = {
      builds: async (path) => (await load()).builds(path),
      variables: async (path) => (await load()).variables(path),
    };
    const words = marked.map((word) => word.replace(/^=["']?/, ""));
    const { kind, candidates } = await completeLine(surroundings.commands, { words, at: Number(index) }, names);
    await surroundings.terminal.out([kind, ...candidates.map(candidateLine)].map((line) => `${line}\n`).join(""));
    return exitCode.success;
  },
});

const candidateLine = ({ text, meaning }: Candidate): string => shownText(`${text}\t${meaning}`).replaceAll("\n", " ");

import { suggest } from "@ingot/hcl";
import type { Command, CommandEntry } from "./command.js";
import type { FlagSpecs, ParsedFlags } from "./flags.js";
import { shownText } from "./renderers/shown-text.js";

/** What is wrong with a line whose command does not exist, and what was probably meant. */
export function commandMistake(name: string, known: readonly CommandEntry[]): string {
  if (name.startsWith("-"))
    return shownText(`Options come after the command, so "${name}" cannot be the first word: ingot build ${name} …`);
  const names = known.flatMap((entry) => (entry.hidden ? [] : [entry.name]));
  const near = suggest(name, names);
  return shownText(`There is no command "${name}".${near ? ` Did you mean "${near}"?` : ""}`);
}

/** What is wrong with the words that stand after a command. */
export function usageMistake(command: Command, parsed: ParsedFlags<FlagSpecs>): string {
  if (parsed.ok) return positionalMistake(command, parsed.positional.length);
  const near = parsed.unknownFlag === undefined ? undefined : suggest(parsed.unknownFlag, Object.keys(command.flags));
  return shownText(`${parsed.problem}${near ? ` Did you mean -${near}?` : ""}`);
}

function positionalMistake({ name, synopsis, positional }: Command, given: number): string {
  const wanted =
    { 0: "no arguments", 1: "one argument" }[positional.maximum] ?? `at most ${positional.maximum} arguments`;
  const called = synopsis.replace("[options]", "").trim();
  const count = { 0: "none was", 1: "one was" }[given] ?? `${given} were`;
  return `"ingot ${name}" takes ${wanted}${called && `, ${called}`}, but ${count} given.`;
}

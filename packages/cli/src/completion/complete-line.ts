import { type Command, type CommandEntry, findEntry, isGroup } from "../command.js";
import { type FlagSpec, type FlagSpecs, parseFlags } from "../flags.js";
import type { Candidate, Completion, TemplateNames } from "./completion.js";

/** A line of words, and the one of them that is to go on. */
interface Line {
  readonly words: readonly string[];
  readonly at: number;
}

/** How the word at `at` could go on; `words` are those after the program's name, and may go on after the cursor. */
export async function completeLine(
  entries: readonly CommandEntry[],
  { words, at }: Line,
  names: TemplateNames,
): Promise<Completion> {
  const typed = words[at] ?? "";
  if (at === 0) return matching(commandCandidates(entries), typed);
  const loaded = await findEntry(entries, words[0]!)?.load();
  if (!loaded) return nothing;
  const rest = { words: words.slice(1), at: at - 1 };
  return isGroup(loaded) ? completeLine(loaded.commands, rest, names) : completeArgument(loaded, rest, names);
}

const nothing: Completion = { kind: "words", candidates: [] };

const commandCandidates = (entries: readonly CommandEntry[]): readonly Candidate[] =>
  entries.flatMap(({ name, summary, hidden }) => (hidden ? [] : [{ text: name, meaning: summary }]));

function matching(candidates: readonly Candidate[], typed: string): Completion {
  return { kind: "words", candidates: candidates.filter(({ text }) => text.startsWith(typed)) };
}

async function completeArgument(command: Command, line: Line, names: TemplateNames): Promise<Completion> {
  const { words, at } = line;
  const typed = words[at] ?? "";
  const waiting = waitingFlag(command.flags, words.slice(0, at));
  if (waiting) return completeValue(waiting, "", typed, templateOf(command, line, true), names);
  const [, head, name, value] = /^(--?([^=]+)=)([\s\S]*)$/.exec(typed) ?? [];
  const spec = name === undefined || !Object.hasOwn(command.flags, name) ? undefined : command.flags[name];
  if (spec) return completeValue(spec, head!, value!, templateOf(command, line, false), names);
  if (typed.startsWith("-") && typed !== "-") return matching(flagCandidates(command.flags, typed), typed);
  return completePositional(command, typed);
}

function completePositional({ positional }: Command, typed: string): Completion {
  if (positional.choices)
    return matching(
      positional.choices.map((text) => ({ text, meaning: "" })),
      typed,
    );
  return positional.kind ? { kind: positional.kind === "template" ? "templates" : "files", candidates: [] } : nothing;
}

/** The flag before the cursor that still needs a value. */
function waitingFlag(flags: FlagSpecs, before: readonly string[]): FlagSpec | undefined {
  const name = /^--?([^-=][^=]*)$/.exec(before.at(-1) ?? "")?.[1];
  if (name === undefined || !Object.hasOwn(flags, name) || flags[name]!.kind === "boolean") return undefined;
  return waitingFlag(flags, before.slice(0, -1)) ? undefined : flags[name]; // it may be a value itself
}

/** A flag that takes a value stands with its equals sign; two dashes are as good as one. */
function flagCandidates(flags: FlagSpecs, typed: string): readonly Candidate[] {
  const dashes = typed.startsWith("--") ? "--" : "-";
  const help = { text: `${dashes}help`, meaning: "Explain the command." };
  const own = Object.entries(flags).map(([name, { kind, help }]) => ({
    text: `${dashes}${name}${kind === "boolean" ? "" : "="}`,
    meaning: help,
  }));
  return [...own, help];
}

/** The template that the line names, else the current folder. */
function templateOf({ flags, positional }: Command, { words, at }: Line, isValue: boolean): string | undefined {
  if (positional.kind !== "template") return undefined;
  const others = [...words.slice(0, at), ...(isValue ? ["0"] : []), ...words.slice(at + 1)];
  const parsed = parseFlags(flags, others);
  return (parsed.ok ? parsed.positional[0] : undefined) ?? ".";
}

async function completeValue(
  spec: FlagSpec,
  head: string,
  typed: string,
  template: string | undefined,
  names: TemplateNames,
): Promise<Completion> {
  if (spec.value === "file") return { kind: "files", candidates: [] };
  const taken = spec.kind === "list" ? typed.slice(0, typed.lastIndexOf(",") + 1) : "";
  const values = await valueCandidates(spec, template, names);
  const fresh = values.filter(({ text }) => !taken.split(",").includes(text));
  return matching(
    fresh.map(({ text, meaning }) => ({ text: head + taken + text, meaning })),
    head + typed,
  );
}

async function valueCandidates(
  { kind, choices, value }: FlagSpec,
  template: string | undefined,
  names: TemplateNames,
): Promise<readonly Candidate[]> {
  if (choices) return choices.map((text) => ({ text, meaning: "" }));
  if (kind === "boolean") return ["true", "false"].map((text) => ({ text, meaning: "" }));
  if (template === undefined || value === undefined) return [];
  const variables = async () => (await names.variables(template)).map((each) => ({ ...each, text: `${each.text}=` }));
  return value === "build" ? names.builds(template) : variables();
}

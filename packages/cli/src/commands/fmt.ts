import { format, hasErrors, parse, Source } from "@ingot/hcl";
import { defineCommand, type Surroundings } from "../command.js";
import { exitCode } from "../exit-code.js";
import type { FlagSpecs, FlagValues } from "../flags.js";
import { PlainRenderer } from "../renderers/plain.js";
import { shownText } from "../renderers/shown-text.js";
import type { Terminal } from "../terminal.js";
import { type Formattable, findFormattable } from "./formattable-files.js";
import { rewriteFile } from "./rewrite-file.js";
import { syntaxDoubts } from "./syntax-doubts.js";
import { idleTemplateFlags } from "./template-flags.js";

const fmtFlags = {
  check: { kind: "boolean", help: "Write nothing; exit with 3 when a file is not formatted." },
  diff: { kind: "boolean", help: "Show what would change." },
  write: {
    kind: "boolean",
    placeholder: "false",
    help: "Write the files; default: true, and always false with -check.",
  },
  recursive: { kind: "boolean", help: "Format the folders' folders too." },
  ...idleTemplateFlags,
} as const satisfies FlagSpecs;

type FmtFlags = FlagValues<typeof fmtFlags>;
type FileOutcome = "same" | "changed" | "wrong";

export const fmtCommand = defineCommand({
  name: "fmt",
  synopsis: "[options] [PATH…]",
  description:
    "Formats .pkr.hcl and .pkrvars.hcl files: those named, or those in the folders named; default: this folder.\nThe path - reads standard input and writes standard output.",
  example: "ingot fmt -check -diff .",
  flags: fmtFlags,
  positional: { minimum: 0, maximum: Number.POSITIVE_INFINITY, kind: "path" },
  run: async (flags, paths, surroundings) => {
    const outcomes: FileOutcome[] = [];
    for (const path of paths.length === 0 ? ["."] : paths) {
      outcomes.push(...(await formatPath(path, flags, surroundings)));
    }
    if (outcomes.includes("wrong")) return exitCode.failure;
    return flags.check && outcomes.includes("changed") ? exitCode.unformatted : exitCode.success;
  },
});

async function formatPath(path: string, flags: FmtFlags, surroundings: Surroundings): Promise<FileOutcome[]> {
  const { terminal, host } = surroundings;
  if (path === "-") {
    const text = await terminal.readInput();
    return [await formatOne({ name: "<stdin>", path: undefined, text }, flags, surroundings)];
  }
  const outcomes: FileOutcome[] = [];
  for (const file of await findFormattable(path, host, flags.recursive ?? false)) {
    outcomes.push("problem" in file ? await tell(file.problem, terminal) : await formatOne(file, flags, surroundings));
  }
  return outcomes;
}

async function tell(problem: string, terminal: Terminal): Promise<"wrong"> {
  await terminal.err(`Error: ${shownText(problem)}\n`);
  return "wrong";
}

async function formatOne(file: Formattable, flags: FmtFlags, { terminal, host }: Surroundings): Promise<FileOutcome> {
  const source = new Source(file.name, file.text);
  const { diagnostics } = parse(source);
  if (hasErrors(diagnostics)) {
    const renderer = new PlainRenderer({ terminal });
    for (const diagnostic of diagnostics) await renderer.diagnostic(diagnostic);
    for (const doubt of await syntaxDoubts([source], host)) await renderer.diagnostic(doubt);
    return "wrong";
  }
  const formatted = format(file.text);
  const changed = formatted !== file.text;
  const writes = flags.write !== false && !flags.check;
  if (file.path === undefined && writes && !flags.diff) await terminal.out(formatted);
  else if (changed && file.path !== undefined) await terminal.out(`${shownText(file.name)}\n`);
  if (changed && flags.diff) await showDifference(await unifiedDiff(file.name, file.text, formatted), terminal);
  if (!changed || !writes || file.path === undefined) return changed ? "changed" : "same";
  return rewriteFile(file.path, formatted, host).then(
    () => "changed" as const,
    async (error) => {
      const { fileReasonOf } = await import("@ingot/core");
      return tell(`${file.name} could not be written, and is as it was: ${fileReasonOf(error)}`, terminal);
    },
  );
}

/** Exactly where a program reads it, and harmless where a person does. */
const showDifference = (text: string, { out, colour }: Terminal) => out(colour ? shownText(text) : text);

async function unifiedDiff(name: string, before: string, after: string): Promise<string> {
  const { createTwoFilesPatch } = await import("diff");
  const patch = createTwoFilesPatch(`old/${name}`, `new/${name}`, before, after, undefined, undefined, { context: 3 });
  return patch.replace(/^=+\n/, "");
}

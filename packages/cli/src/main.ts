import type { Host } from "@ingot/core";
import { builtIns } from "./built-ins.js";
import type { Command, Surroundings } from "./command.js";
import { commandList } from "./command-list.js";
import { exitCode } from "./exit-code.js";
import { parseFlags } from "./flags.js";
import { commandHelp, generalHelp } from "./help.js";
import type { Terminal } from "./terminal.js";

export interface MainOptions {
  readonly argv: readonly string[];
  readonly host: Host;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

const versionFlags = new Set(["-v", "-version", "--version"]);
const helpFlags = new Set(["-h", "-help", "--help"]);

/** The whole command line; resolves with the exit code. */
export async function main({ argv, host, terminal, signal }: MainOptions): Promise<number> {
  const words = argv.filter((word) => word !== "-machine-readable");
  const machineReadable = words.length < argv.length;
  const surroundings: Surroundings = {
    terminal: machineReadable ? { ...terminal, colour: false, ask: undefined, converse: undefined } : terminal,
    host,
    components: builtIns,
    machineReadable,
    signal,
  };
  const [name = "", ...rest] = words;
  const wanted = versionFlags.has(name) ? "version" : name;
  const entry = commandList.find((each) => each.name === wanted);
  if (!entry) return answerUnknown(name, terminal);
  return runCommand(await entry.load(), rest, surroundings);
}

async function answerUnknown(name: string, terminal: Terminal): Promise<number> {
  if (helpFlags.has(name)) {
    await terminal.out(generalHelp());
    return exitCode.success;
  }
  if (name !== "") await terminal.err(`Error: There is no command "${await shown(name)}".\n\n`);
  await terminal.out(generalHelp());
  return exitCode.unknownCommand;
}

async function runCommand(command: Command, words: readonly string[], surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
  const end = words.indexOf("--");
  if (words.slice(0, end === -1 ? undefined : end).some((word) => helpFlags.has(word))) {
    await terminal.out(commandHelp(command));
    return exitCode.success;
  }
  const parsed = parseFlags(command.flags, words);
  const problem = parsed.ok ? positionalProblem(command, parsed.positional) : parsed.problem;
  if (parsed.ok && problem === undefined) return command.run(parsed.flags, parsed.positional, surroundings);
  await terminal.err(`Error: ${await shown(problem ?? "")}\n\n`);
  await terminal.out(commandHelp(command));
  return exitCode.failure;
}

function positionalProblem({ name, synopsis, positional }: Command, given: readonly string[]): string | undefined {
  if (given.length >= positional.minimum && given.length <= positional.maximum) return undefined;
  const wanted =
    positional.maximum === 0
      ? "no arguments"
      : `${positional.maximum === 1 ? "one argument" : `at most ${positional.maximum} arguments`}`;
  return `"ingot ${name}" takes ${wanted} (${synopsis}), but ${given.length} were given.`;
}

/** Loaded when it is needed: few commands are wrong. */
const shown = async (text: string): Promise<string> => (await import("./renderers/shown-text.js")).shownText(text);

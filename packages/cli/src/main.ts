import type { ComponentLoader, Host } from "@ingot/core";
import { builtIns } from "./built-ins.js";
import {
  type Command,
  type CommandEntry,
  type CommandGroup,
  findEntry,
  isGroup,
  type Surroundings,
} from "./command.js";
import { commandList } from "./command-list.js";
import { exitCode } from "./exit-code.js";
import { parseFlags } from "./flags.js";
import { commandHelp, generalHelp, groupHelp } from "./help.js";
import { wantsLog } from "./setting.js";
import type { Terminal } from "./terminal.js";

export interface MainOptions {
  readonly argv: readonly string[];
  readonly host: Host;
  /** Default: the built-in ones. */
  readonly components?: readonly ComponentLoader[] | undefined;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

const versionFlags = new Set(["-v", "-version", "--version"]);
const helpFlags = new Set(["-h", "-help", "--help"]);

/** The whole command line; resolves with the exit code. */
export async function main(options: MainOptions): Promise<number> {
  const words = options.argv.filter((word) => word !== "-machine-readable");
  const machineReadable = words.length < options.argv.length;
  const { host, components = builtIns, terminal, signal } = options;
  const surroundings: Surroundings = {
    terminal: machineReadable ? { ...terminal, colour: false, ask: undefined, converse: undefined } : terminal,
    host,
    components,
    commands: commandList,
    machineReadable,
    signal,
    log: undefined,
  };
  if (!wantsLog(host.env)) return answer(words, surroundings);
  const { withLog } = await import("./with-log.js");
  return withLog(surroundings, (logged) => answer(words, logged));
}

async function answer([name = "", ...rest]: readonly string[], surroundings: Surroundings): Promise<number> {
  if (helpFlags.has(name) || (name === "help" && rest.length === 0)) {
    await surroundings.terminal.out(generalHelp());
    return exitCode.success;
  }
  if (name === "help") return answer([...rest, "-help"], surroundings);
  const entry = findEntry(commandList, versionFlags.has(name) ? "version" : name);
  if (!entry) return refuseCommand(name, commandList, generalHelp(), surroundings, exitCode.unknownCommand);
  return runEntry(entry, rest, surroundings);
}

async function runEntry(entry: CommandEntry, words: readonly string[], surroundings: Surroundings): Promise<number> {
  const loaded = await entry.load();
  return isGroup(loaded) ? runGroup(loaded, words, surroundings) : runCommand(loaded, words, surroundings);
}

async function runGroup(group: CommandGroup, [name = "", ...rest]: readonly string[], surroundings: Surroundings) {
  const entry = findEntry(group.commands, name);
  if (entry) return runEntry(entry, rest, surroundings);
  if (!helpFlags.has(name))
    return refuseCommand(name, group.commands, groupHelp(group), surroundings, exitCode.failure);
  await surroundings.terminal.out(groupHelp(group));
  return exitCode.success;
}

async function refuseCommand(
  name: string,
  known: readonly CommandEntry[],
  help: string,
  { terminal }: Surroundings,
  code: number,
): Promise<number> {
  if (name !== "") await terminal.err(`Error: ${(await import("./mistake.js")).commandMistake(name, known)}\n\n`);
  await terminal.out(help);
  return code;
}

async function runCommand(command: Command, words: readonly string[], surroundings: Surroundings): Promise<number> {
  const { terminal, log } = surroundings;
  const end = words.indexOf("--");
  if (words.slice(0, end === -1 ? undefined : end).some((word) => helpFlags.has(word))) {
    await terminal.out(commandHelp(command));
    return exitCode.success;
  }
  const parsed = parseFlags(command.flags, words);
  if (!parsed.ok || !takes(command, parsed.positional)) {
    const mistake = (await import("./mistake.js")).usageMistake(command, parsed);
    await terminal.err(`Error: ${mistake}\n\n`);
    await terminal.out(commandHelp(command));
    return exitCode.failure;
  }
  const { flags, positional } = parsed;
  log?.write("command", { command: command.name, flags: Object.keys(flags), arguments: positional });
  return command.run(flags, positional, surroundings);
}

const takes = ({ positional }: Command, given: readonly string[]): boolean =>
  given.length >= positional.minimum && given.length <= positional.maximum;

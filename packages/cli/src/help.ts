import type { Command, CommandEntry, CommandGroup } from "./command.js";
import { commandList } from "./command-list.js";
import type { FlagSpec } from "./flags.js";

export function generalHelp(): string {
  return `Usage: ingot [-version] [-help] <command> [<args>]

Ingot casts machine images from HCL. It runs Packer's templates: .pkr.hcl, .pkr.json and old JSON.

Commands:
${commandRows(commandList)}

Example:

  ingot build -var 'release=bookworm' web.pkr.hcl

"ingot <command> -help" explains a command.
`;
}

export function groupHelp({ name, description, commands }: CommandGroup): string {
  return `Usage: ingot ${name} <command> [<args>]\n\n${indent(description)}\n\nCommands:\n${commandRows(commands)}\n`;
}

function commandRows(entries: readonly CommandEntry[]): string {
  const shown = entries.filter(({ hidden }) => !hidden);
  const width = Math.max(...shown.map(({ name }) => name.length)) + 2;
  return shown.map(({ name, summary }) => `    ${name.padEnd(width)}${summary}`).join("\n");
}

export function commandHelp({ name, synopsis, description, example, flags }: Command): string {
  const shown = Object.entries(flags).map(([flag, spec]) => [flagHead(flag, spec), spec.help] as const);
  const width = Math.max(0, ...shown.map(([head]) => head.length)) + 2;
  const options = shown.map(([head, help]) => `  ${head.padEnd(width)}${help}`);
  const section = options.length === 0 ? "" : `\nOptions:\n\n${options.join("\n")}\n`;
  const usage = `ingot ${name} ${synopsis}`.trimEnd();
  return `Usage: ${usage}\n\n${indent(description)}\n\nExample:\n\n${indent(example)}\n${section}`;
}

function flagHead(name: string, { kind, placeholder, choices }: FlagSpec): string {
  const value = choices ? `[${choices.join("|")}]` : placeholder;
  return kind === "boolean" && !value ? `-${name}` : `-${name}=${value ?? "value"}`;
}

const indent = (text: string): string => text.replace(/^(?=.)/gm, "  ");

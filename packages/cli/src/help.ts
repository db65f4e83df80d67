import type { Command } from "./command.js";
import { commandList } from "./command-list.js";
import type { FlagSpec } from "./flags.js";

export function generalHelp(): string {
  const rows = commandList.map(({ name, summary }) => `    ${name.padEnd(12)}${summary}`);
  return `Usage: ingot [-version] [-help] <command> [<args>]

Ingot casts machine images from HCL. It runs Packer's .pkr.hcl and .pkr.json templates.

Commands:
${rows.join("\n")}

"ingot <command> -help" explains a command.
`;
}

export function commandHelp({ name, synopsis, description, flags }: Command): string {
  const shown = Object.entries(flags).map(([flag, spec]) => [flagHead(flag, spec), spec.help] as const);
  const width = Math.max(0, ...shown.map(([head]) => head.length)) + 2;
  const options = shown.map(([head, help]) => `  ${head.padEnd(width)}${help}`);
  const section = options.length === 0 ? "" : `\nOptions:\n\n${options.join("\n")}\n`;
  return `Usage: ingot ${name} ${synopsis}\n\n${indent(description)}\n${section}`;
}

function flagHead(name: string, { kind, placeholder, choices }: FlagSpec): string {
  const value = choices ? `[${choices.join("|")}]` : placeholder;
  return kind === "boolean" && !value ? `-${name}` : `-${name}=${value ?? "value"}`;
}

const indent = (text: string): string => text.replace(/^(?=.)/gm, "  ");

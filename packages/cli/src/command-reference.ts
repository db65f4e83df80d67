import { type CommandEntry, isGroup } from "./command.js";
import { commandHelp, generalHelp, groupHelp } from "./help.js";

/** The reference of all commands, in Markdown: what `-help` prints. */
export async function commandReference(entries: readonly CommandEntry[]): Promise<string> {
  const sections = await sectionsOf(entries, "ingot");
  const head =
    "# Commands\n\nMade from the commands' help by `npm run docs`; do not edit. What they have in common is in [cli.md](cli.md).\n";
  return [head, fenced(generalHelp()), ...sections].join("\n");
}

async function sectionsOf(entries: readonly CommandEntry[], parent: string): Promise<readonly string[]> {
  const shown = entries.filter(({ hidden }) => !hidden);
  return (await Promise.all(shown.map((entry) => sectionOf(entry, `${parent} ${entry.name}`)))).flat();
}

async function sectionOf(entry: CommandEntry, line: string): Promise<readonly string[]> {
  const loaded = await entry.load();
  const heading = `## ${line}\n`;
  if (!isGroup(loaded)) return [heading, fenced(commandHelp(loaded))];
  return [heading, fenced(groupHelp(loaded)), ...(await sectionsOf(loaded.commands, line))];
}

const fenced = (text: string): string => `\`\`\`text\n${text}\`\`\`\n`;

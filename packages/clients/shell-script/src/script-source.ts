import { type CheckHost, type ConfigIssue, lateTemplate, optionalText } from "@ingot/core/plugin";
import * as z from "zod";

/** The fields by which users say what is to be run. */
export const scriptFields = {
  inline: lateTemplate(z.array(z.string()).optional()).describe(
    "Lines of one script, each rendered as a template and followed by a line end.",
  ),
  script: optionalText().describe("Path of the script to run."),
  scripts: z.array(z.string()).optional().describe("Paths of the scripts to run, in this order."),
};

export interface ScriptSource {
  readonly inline?: readonly string[] | undefined;
  readonly script?: string | undefined;
  readonly scripts?: readonly string[] | undefined;
}

interface Kind {
  readonly name: string;
  readonly isSet: boolean;
}

/** Exactly one kind of script, and all files there. `command` is shell-local's older name for one inline line. */
export function scriptIssues(source: ScriptSource & { command?: string | undefined }, host: CheckHost): ConfigIssue[] {
  const kinds = kindsOf(source);
  const used = kinds.filter((kind) => kind.isSet).map((kind) => kind.name);
  if (used.length === 0) return [nothingToRun(kinds)];
  return [...(used.length > 1 ? [severalKinds(used)] : []), ...fileIssues(source, host)];
}

/** An empty list or text counts as not set, as with Packer. */
function kindsOf(source: ScriptSource & { command?: string | undefined }): Kind[] {
  const kinds = [
    { name: "inline", isSet: (source.inline ?? []).length > 0 },
    { name: "script", isSet: (source.script ?? "") !== "" },
    { name: "scripts", isSet: (source.scripts ?? []).length > 0 },
  ];
  return "command" in source ? [{ name: "command", isSet: (source.command ?? "") !== "" }, ...kinds] : kinds;
}

const nothingToRun = (kinds: readonly Kind[]): ConfigIssue => ({
  path: [],
  summary: "Nothing to run",
  detail: `The block names no script. Set one of ${kinds.map((kind) => kind.name).join(", ")}.`,
});

const severalKinds = (used: readonly string[]): ConfigIssue => ({
  path: [used[1]!],
  summary: "More than one kind of script",
  detail: `The block sets ${used.join(" and ")}, and it would not be clear what runs first. Keep one; for the others, write further blocks.`,
});

function fileIssues({ script, scripts }: ScriptSource, host: CheckHost): ConfigIssue[] {
  const single = script ? [{ path: ["script"], file: script }] : [];
  const several = (scripts ?? []).map((file, index) => ({ path: ["scripts", index], file }));
  return [...single, ...several].flatMap(({ path, file }) => scriptFileIssue(path, file, host));
}

function scriptFileIssue(path: ConfigIssue["path"], file: string, host: CheckHost): ConfigIssue[] {
  const kind = host.kindOf(file);
  if (kind === "directory") return [{ path, summary: "Script is a directory", detail: isDirectory(file) }];
  return kind === undefined ? [{ path, summary: "Script file not found", detail: doesNotExist(file, host.cwd) }] : [];
}

const isDirectory = (file: string) => `"${file}" is a directory, and a script must be a file.`;

const doesNotExist = (file: string, cwd: string) =>
  `The script file "${file}" does not exist. A relative path starts at the directory in which the run was started, here "${cwd}"; to start at the template's own, write "\${path.root}/…".`;

/** The script files in the order in which they run. */
export const scriptPaths = ({ script, scripts }: ScriptSource): readonly string[] =>
  script ? [script] : (scripts ?? []);

/** The text of an inline script. `shebang` is what follows "#!"; undefined where the script brings its own. */
export function inlineText(lines: readonly string[], shebang: string | undefined): string {
  return `${shebang === undefined ? "" : `#!${shebang}\n`}${lines.map((line) => `${line}\n`).join("")}`;
}

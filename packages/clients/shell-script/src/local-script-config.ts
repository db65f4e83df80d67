import { type CheckHost, type ConfigIssue, lateTemplate, optionalText, textOr } from "@ingot/core/plugin";
import * as z from "zod";
import { environmentFields, environmentIssues } from "./environment.js";
import { exitCodeFields } from "./exit-code.js";
import { scriptFields, scriptIssues } from "./script-source.js";

/** To Packer an empty list says nothing. */
const unlessEmpty = (words: string[] | undefined) => (words?.length ? words : undefined);

const systems = ["darwin", "freebsd", "linux", "openbsd", "solaris", "windows"] as const;

/** The whole block of `shell-local`, as a provisioner and as a post-processor. */
export const localScriptConfig = z.object({
  command: lateTemplate(optionalText()).describe("One command line. Older form of inline."),
  ...scriptFields,
  ...environmentFields,
  env_var_format: optionalText().describe(
    "How {{.Vars}} writes each variable: two %s, for the name and for the value. Default: `%s='%s' `, on Windows `set %s=%s && `.",
  ),
  execute_command: lateTemplate(z.array(z.string()).optional().transform(unlessEmpty)).describe(
    "The program and its arguments that run a script, with {{.Script}}, {{.Vars}} and {{.Command}}. Unless it is set, variables go into the environment directly and appear in no process list.",
  ),
  inline_shebang: textOr("/bin/sh -e").describe("What follows #! in the first line of inline scripts."),
  only_on: z
    .array(z.string())
    .default([])
    .describe(`Systems on which the scripts run; elsewhere they are passed over. Of: ${systems.join(", ")}.`),
  tempfile_extension: optionalText().describe(
    "Ending of the file that holds an inline script. Default: none, on Windows .cmd.",
  ),
  use_linux_pathing: z
    .boolean()
    .default(false)
    .describe("On Windows: give the scripts' paths in the form that its Linux subsystem knows, /mnt/c/…"),
  ...exitCodeFields,
});

export type LocalScriptConfig = z.infer<typeof localScriptConfig>;

export function localScriptIssues(config: LocalScriptConfig, host: CheckHost): ConfigIssue[] {
  return [
    ...scriptIssues({ ...config, command: config.command }, host),
    ...environmentIssues(config),
    ...config.only_on.flatMap(systemIssue),
  ];
}

function systemIssue(name: string, index: number): ConfigIssue[] {
  if (systems.some((system) => system === name)) return [];
  const detail = `"${name}" is not a system that only_on knows. It knows ${systems.join(", ")}.`;
  return [{ path: ["only_on", index], summary: "Unknown operating system", detail }];
}

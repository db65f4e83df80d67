import { type CheckHost, type ConfigIssue, lateTemplate } from "@ingot/core/plugin";
import * as z from "zod";
import { environmentFields, environmentIssues } from "./environment.js";
import { scriptFields, scriptIssues } from "./script-source.js";

const systems = ["darwin", "freebsd", "linux", "openbsd", "solaris", "windows"] as const;

/** The whole block of `shell-local`, as a provisioner and as a post-processor. */
export const localScriptConfig = z.object({
  command: lateTemplate(z.string().optional()).describe("One command line. Older form of inline."),
  ...scriptFields,
  ...environmentFields,
  env_var_format: z
    .string()
    .optional()
    .describe(
      "How {{.Vars}} writes each variable: two %s, for the name and for the value. Default: `%s='%s' `, on Windows `set %s=%s && `.",
    ),
  execute_command: lateTemplate(z.array(z.string()).optional()).describe(
    "The program and its arguments that run a script, with {{.Script}}, {{.Vars}} and {{.Command}}. Unless it is set, variables go into the environment directly and appear in no process list.",
  ),
  inline_shebang: z.string().default("/bin/sh -e").describe("What follows #! in the first line of inline scripts."),
  only_on: z
    .array(z.string())
    .default([])
    .describe(`Systems on which the scripts run; elsewhere they are passed over. Of: ${systems.join(", ")}.`),
  tempfile_extension: z
    .string()
    .optional()
    .describe("Ending of the file that holds an inline script. Default: none, on Windows .cmd."),
  use_linux_pathing: z
    .boolean()
    .default(false)
    .describe("On Windows: give the scripts' paths in the form that its Linux subsystem knows, /mnt/c/…"),
  valid_exit_codes: z.array(z.int()).default([0]).describe("Exit codes that count as success."),
});

export type LocalScriptConfig = z.infer<typeof localScriptConfig>;

export function localScriptIssues(config: LocalScriptConfig, host: CheckHost): ConfigIssue[] {
  return [
    ...scriptIssues({ command: undefined, ...config }, host),
    ...environmentIssues(config),
    ...config.only_on.flatMap(systemIssue),
    ...(config.execute_command?.length === 0 ? [emptyCommand] : []),
  ];
}

const emptyCommand: ConfigIssue = {
  path: ["execute_command"],
  summary: "Empty command",
  detail: 'execute_command names no program. Write it as a list, such as ["/bin/sh", "-c", "{{.Vars}} {{.Script}}"].',
};

function systemIssue(name: string, index: number): ConfigIssue[] {
  if (systems.some((system) => system === name)) return [];
  const detail = `"${name}" is not a system that only_on knows. It knows ${systems.join(", ")}.`;
  return [{ path: ["only_on", index], summary: "Unknown operating system", detail }];
}

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BuildContext, JsonValue } from "@ingot/core/plugin";
import { runUuid } from "@ingot/core/plugin";
import { buildEnvironment, type Environment, formatEnvironment, userEnvironment } from "./environment.js";
import { checkExitCode } from "./exit-code.js";
import { runLocalCommand } from "./local-command.js";
import type { LocalScriptConfig } from "./local-script-config.js";
import { quotePath } from "./quote.js";
import { inlineText, scriptPaths } from "./script-source.js";

type Data = Readonly<Record<string, JsonValue>>;

/** Runs the block's scripts on this machine, one after the other. `data` are the values of `build.*`. */
export async function runLocalScripts(config: LocalScriptConfig, data: Data, run: BuildContext): Promise<void> {
  if (!runsHere(config, run)) {
    run.say("Skipping shell-local due to runtime OS");
    return;
  }
  const environment = { ...buildEnvironment(run.build, data), ...userEnvironment(config) };
  for (const path of await scriptFiles(config, data, run)) {
    run.say(`Running local shell script: ${path}`);
    const command = commandFor(config, environment, run.host.resolve(path), data, run);
    checkExitCode(await runLocalCommand(command.words, command.env, run), config.valid_exit_codes, path);
  }
}

const systemNames: Partial<Record<NodeJS.Platform, string>> = { win32: "windows", sunos: "solaris" };

const runsHere = ({ only_on }: LocalScriptConfig, { host }: BuildContext) =>
  only_on.length === 0 || only_on.includes(systemNames[host.platform] ?? host.platform);

/** As the user wrote them; an inline script is written to a private directory first. */
async function scriptFiles(config: LocalScriptConfig, data: Data, run: BuildContext): Promise<readonly string[]> {
  const lines = config.command ? [config.command] : (config.inline ?? []);
  if (lines.length === 0) return scriptPaths(config);
  const rendered = lines.map((line) => run.render(line, data));
  const extension = config.tempfile_extension ?? (run.host.platform === "win32" ? ".cmd" : "");
  const path = join(await run.tempDirectory(), `script${extension}`);
  const shebang = run.host.platform === "win32" ? undefined : config.inline_shebang;
  await writeFile(path, inlineText(rendered, shebang), { mode: 0o700, flag: "wx" });
  return [path];
}

interface LocalCommand {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The user's own command line gets the variables as text; ours needs none, since they are in the environment. */
function commandFor(
  config: LocalScriptConfig,
  environment: Environment,
  path: string,
  data: Data,
  run: BuildContext,
): LocalCommand {
  const { host } = run;
  const script = config.use_linux_pathing ? linuxPath(path) : path;
  const inherited = { ...host.env, PACKER_RUN_UUID: runUuid(run.runId) };
  if (config.execute_command === undefined && config.env_var_format === undefined) {
    return { words: defaultCommand(script, host.platform), env: { ...inherited, ...environment } };
  }
  const windows = host.platform === "win32";
  const format = config.env_var_format ?? (windows ? "set %s=%s && " : "%s='%s' ");
  const values = { ...data, Script: script, Command: script, Vars: formatEnvironment(environment, format) };
  const template = config.execute_command ?? (windows ? windowsCommand : ["/bin/sh", "-c", "{{.Vars}} {{.Script}}"]);
  return { words: inShell(template.map((word) => run.render(word, values))), env: inherited };
}

const windowsCommand = ["cmd", "/V", "/C", "{{.Vars}}", "call", "{{.Script}}"];

const defaultCommand = (script: string, platform: NodeJS.Platform): readonly string[] =>
  platform === "win32" ? ["cmd", "/V", "/C", "call", script] : ["/bin/sh", "-c", quotePath(script)];

/** A single word is a whole command line, so it needs a shell. */
const inShell = (words: readonly string[]): readonly string[] =>
  words.length === 1 ? ["/bin/sh", "-c", words[0]!] : words;

/** `C:\a\b` as Windows' Linux subsystem sees it: `/mnt/c/a/b`. */
const linuxPath = (path: string) =>
  path.replace(/^([A-Za-z]):/, (_all, drive: string) => `/mnt/${drive.toLowerCase()}`).replaceAll("\\", "/");

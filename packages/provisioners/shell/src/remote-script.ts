import { Readable } from "node:stream";
import {
  buildEnvironment,
  checkExitCode,
  formatEnvironment,
  quoteForShell,
  quotePath,
  userEnvironment,
} from "@ingot/client-shell-script";
import { type BuildContext, IngotError, isIngotError, type ProvisionTarget } from "@ingot/core/plugin";
import type { ShellConfig } from "./config.js";
import type { RemoteNames } from "./remote-names.js";
import type { ScriptUpload } from "./script-upload.js";
import { retryTransport } from "./transport-retry.js";

/** How old hands write "the connection was lost" in `valid_exit_codes`. */
const disconnected = 2_300_218;

/** All that the steps of one block share. */
export interface ShellSession {
  readonly config: ShellConfig;
  readonly target: ProvisionTarget;
  readonly run: BuildContext;
  readonly names: RemoteNames;
  /** Whether the variables travel in a file. */
  readonly usesFile: boolean;
}

/** A command line is visible to everybody on the machine, so what the user gives stays off it unless his own template says otherwise. */
export const usesVariableFile = (config: ShellConfig): boolean =>
  config.use_env_var_file ||
  (config.execute_command === undefined &&
    config.env_var_format === undefined &&
    Object.keys(userEnvironment(config)).length > 0);

/**
 * Whether the script's shell can read the file. A communicator may upload as somebody else than it runs commands as; then the
 * command line has to do, unless the user insists on a file.
 */
export async function uploadVariables(session: ShellSession): Promise<boolean> {
  const { config, target, run, names } = session;
  const text = formatEnvironment(environmentOf(session), config.env_var_format ?? "export %s='%s'\n");
  const file = quotePath(names.variables);
  return retryTransport("upload the environment variables", config.start_retry_timeout, run, async (signal) => {
    const source = Readable.from([Buffer.from(text)]);
    await target.communicator.upload(source, names.variables, { mode: 0o600, signal });
    const protect = `chmod 0600 ${file} && test -r ${file}`;
    if (config.use_env_var_file) await execQuietly(session, protect);
    else return (await target.communicator.exec(protect, { signal: run.signal })).exitCode === 0;
    return true;
  });
}

/** Upload and start are one unit, repeated while the machine cannot be reached; a script that has started is never run twice. */
export async function runRemoteScript(session: ShellSession, script: ScriptUpload): Promise<void> {
  const { config, run } = session;
  const outcome = await retryTransport("start the script", config.start_retry_timeout, run, async (signal) => {
    await uploadScript(session, script, signal);
    return execScript(session);
  });
  if (outcome !== "lost") checkExitCode(outcome, config.valid_exit_codes, script.name);
  else if (!config.expect_disconnect && !config.valid_exit_codes.includes(disconnected)) throw lostUnexpectedly(script);
}

async function uploadScript({ target, names }: ShellSession, script: ScriptUpload, signal: AbortSignal): Promise<void> {
  await target.communicator.upload(await script.open(), names.script, { mode: 0o755, signal });
  await target.communicator.exec(`chmod 0755 ${quotePath(names.script)}`, { signal }); // the start below tells whether it can run
}

async function execScript(session: ShellSession): Promise<number | "lost"> {
  const { config, target, run } = session;
  try {
    const onOutput = (line: Parameters<typeof run.output>[0]) => run.output(line);
    const options = { signal: run.signal, onOutput, expectDisconnect: config.expect_disconnect };
    return (await target.communicator.exec(commandLine(session), options)).exitCode;
  } catch (error) {
    if (!run.signal.aborted && isIngotError(error, "COMMUNICATOR_LOST")) return "lost";
    throw error;
  }
}

/**
 * The user's template gets the paths as they are; ours can quote them. Ours is for /bin/sh, whatever the login shell is (csh,
 * fish); which does not make way for the script, so that what runs can be told by its command line when it must be ended.
 */
function commandLine(session: ShellSession): string {
  const { config, target, run, names, usesFile } = session;
  const vars = usesFile ? "" : formatEnvironment(environmentOf(session), config.env_var_format ?? "%s='%s' ");
  const script = quotePath(names.script);
  if (config.execute_command === undefined) {
    const start = usesFile ? `. ${quotePath(names.variables)} && ${script}` : `${vars}${script}`;
    return `chmod +x ${script}; /bin/sh -c ${quoteForShell(`${start}; exit $?`)}`;
  }
  const data = { ...target.exports, Path: names.script, Vars: vars, EnvVarFile: usesFile ? names.variables : "" };
  return run.render(config.execute_command, data);
}

const environmentOf = ({ config, target, run }: ShellSession) => ({
  ...buildEnvironment(run.build, target.exports),
  ...userEnvironment(config),
});

/** A command of ours, whose output matters only when it fails. */
export async function execQuietly({ target, run }: ShellSession, command: string, signal = run.signal): Promise<void> {
  const lines: string[] = [];
  const onOutput = ({ text }: { text: string }) => void lines.push(text);
  const { exitCode } = await target.communicator.exec(command, { signal, onOutput });
  if (exitCode === 0) return;
  throw new IngotError({
    code: "REMOTE_COMMAND_FAILED",
    source: "outside",
    message: `The command "${command}" failed on the machine with exit status ${exitCode}: ${lines.join("; ") || "it printed nothing"}`,
    data: { exitCode, command },
  });
}

const lostUnexpectedly = (script: ScriptUpload) =>
  new IngotError({
    code: "SCRIPT_DISCONNECTED",
    source: "outside",
    message:
      `The connection was lost while the script ran (${script.name}), so nobody knows whether it succeeded. ` +
      "If the script restarts or shuts down the machine, or its network, set expect_disconnect = true.",
  });

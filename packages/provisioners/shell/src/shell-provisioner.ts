import { environmentIssues, quotePath, scriptIssues } from "@ingot/client-shell-script";
import { defineProvisioner, formatDuration, isIngotError, reasonOf } from "@ingot/core/plugin";
import { type ShellConfig, shellConfig } from "./config.js";
import { remoteNames } from "./remote-names.js";
import { execQuietly, runRemoteScript, type ShellSession, uploadVariables, usesVariableFile } from "./remote-script.js";
import { scriptUploads } from "./script-upload.js";
import { retryTransport } from "./transport-retry.js";

/** Uploads scripts to the machine and runs them there. */
export const shellProvisioner = defineProvisioner<ShellConfig>({
  type: "shell",
  description: "Uploads shell scripts to the machine and runs them there.",
  config: shellConfig,
  check: (config, host) => [...scriptIssues(config, host), ...environmentIssues(config)],
  async provision(config, target, run) {
    const names = remoteNames(config, run.host);
    const session = { config, target, run, names, usesFile: usesVariableFile(config) };
    await cleaningUp(session, session.usesFile ? names.variables : undefined, async () => {
      const usesFile = session.usesFile && (await uploadVariables(session));
      await runScripts({ ...session, usesFile });
    });
    if (config.pause_after === 0) return;
    run.say(`Pausing ${formatDuration(config.pause_after)} after this provisioner...`);
    await run.host.sleep(config.pause_after, run.signal);
  },
});

async function runScripts(session: ShellSession): Promise<void> {
  const { config, target, run, names } = session;
  for (const script of scriptUploads(config, target.exports, run)) {
    run.say(`Provisioning with shell script: ${script.name}`);
    await cleaningUp(session, config.skip_clean ? undefined : names.script, () => runRemoteScript(session, script));
  }
}

/** Removes the machine's `file` after `work`, however it ended. An error of the work comes first. */
async function cleaningUp(session: ShellSession, file: string | undefined, work: () => Promise<void>): Promise<void> {
  if (file === undefined) return work();
  const command = `rm -f ${quotePath(file)}`;
  try {
    await work();
  } catch (error) {
    await removeAfterFailure(session, command);
    throw error;
  }
  await removeAfterSuccess(session, file, command);
}

/** What has turned the machine off has done its work all the same. */
async function removeAfterSuccess({ config, target, run }: ShellSession, file: string, command: string): Promise<void> {
  const remove = (signal: AbortSignal) => target.communicator.exec(command, { signal });
  try {
    const { exitCode } = await retryTransport("remove the script", config.start_retry_timeout, run, remove);
    if (exitCode !== 0)
      run.warn(`Could not remove ${file} from the machine: "${command}" ended with exit status ${exitCode}.`);
  } catch (error) {
    if (!isIngotError(error, "MACHINE_SHUT_DOWN")) throw error;
    run.warn(`${file} stays on the machine, which was shut down before it could be removed.`);
  }
}

/** Milliseconds that a failed or cancelled build still spends on it. */
const lastChance = 2000;

/** Once, and not for long: the machine may be gone, and after a failure it mostly goes anyway. */
async function removeAfterFailure(session: ShellSession, command: string): Promise<void> {
  const { host, warn } = session.run;
  const limit = new AbortController();
  const done = new AbortController();
  host.sleep(lastChance, done.signal).then(
    () => limit.abort(new Error("the machine did not answer in time")),
    () => {}, // done before
  );
  try {
    await execQuietly(session, command, limit.signal);
  } catch (error) {
    warn(`Could not remove what the script left on the machine: ${reasonOf(error)}`);
  } finally {
    done.abort();
  }
}

import { readFile, rm } from "node:fs/promises";
import { runLocalCommand, userEnvironment } from "@ingot/client-shell-script";
import {
  type BuildContext,
  defineProvisioner,
  type OutputLine,
  type ProvisionTarget,
  runUuid,
} from "@ingot/core/plugin";
import { checkStatus, explainMissing } from "../ansible-error.js";
import { extraVariables } from "../extra-variables.js";
import { galaxyCommands, galaxyEnvironment } from "../galaxy-commands.js";
import { shownCommand } from "../shown-command.js";
import { checkAnsible } from "./check.js";
import { type AnsibleConfig, ansibleConfig } from "./config.js";
import { type AnsibleConnection, connect } from "./connection.js";
import { withInventory } from "./inventory.js";

/** Runs Ansible on the machine where the run takes place, against the machine that is built. */
export const ansibleProvisioner = defineProvisioner<AnsibleConfig>({
  type: "ansible",
  description: "Runs Ansible playbooks here against the machine.",
  config: ansibleConfig,
  check: checkAnsible,
  provision,
});

type Env = Readonly<Record<string, string | undefined>>;

async function provision(config: AnsibleConfig, target: ProvisionTarget, run: BuildContext): Promise<void> {
  run.say("Provisioning with Ansible...");
  const own = environment(config, target, run);
  if (!config.skip_version_check) await sayVersion(config, own, run);
  const directory = await run.tempDirectory();
  try {
    await installRequirements(config, own, run);
    await runPlaybook(config, target, directory, own, run);
  } finally {
    await rm(directory, { recursive: true, force: true }); // it holds keys, and the build may take long yet
  }
}

async function runPlaybook(
  config: AnsibleConfig,
  target: ProvisionTarget,
  directory: string,
  own: Env,
  run: BuildContext,
): Promise<void> {
  const connection = await connect(config, target, { directory, env: { ...run.host.env, ...own } }, run);
  try {
    await withInventory(config, connection, directory, run, async (path) => {
      const words = playbookCommand(config, connection, path, extraVariables(run, target), run);
      run.say(`Executing Ansible: ${shownCommand(words)}`);
      const env = { ANSIBLE_REMOTE_USER: connection.user, ...connection.env, ...own, ...connection.combined };
      checkStatus(await runProgram(words, env, "command", run), config.command);
    });
  } finally {
    await connection.close();
  }
}

/** The user's variables and our paths; without what the build's connection needs. */
function environment(config: AnsibleConfig, { exports }: ProvisionTarget, run: BuildContext): Env {
  const listed = config.ansible_env_vars.map((entry) =>
    run.render(entry, { WinRMPassword: exports.WinRMPassword ?? "" }),
  );
  const user = userEnvironment({ environment_vars: listed, env: {} });
  const { roles_path: roles, collections_path: collections } = config;
  const paths = { roles: roles && run.host.resolve(roles), collections: collections && run.host.resolve(collections) };
  const common = { PYTHONUNBUFFERED: "1", PACKER_RUN_UUID: runUuid(run.runId) };
  return { ...common, ...galaxyEnvironment(paths, run.host.env), ...user };
}

function playbookCommand(
  config: AnsibleConfig,
  { sshArguments }: AnsibleConnection,
  inventoryPath: string,
  variables: string,
  { host }: BuildContext,
): readonly string[] {
  const ssh = config.ansible_ssh_extra_args ?? sshArguments;
  return [
    ...[config.command, "-e", variables],
    ...(ssh.length > 0 ? ["--ssh-extra-args", ssh.join(" ")] : []),
    ...config.extra_arguments,
    ...["-i", inventoryPath, host.resolve(config.playbook_file)],
  ];
}

async function runProgram(words: readonly string[], env: Env, option: string, run: BuildContext): Promise<number> {
  try {
    return await runLocalCommand(words, { ...run.host.env, ...env }, run);
  } catch (error) {
    throw explainMissing(error, words[0]!, option);
  }
}

/** A missing or broken Ansible is told before anything is prepared for it. */
async function sayVersion({ command }: AnsibleConfig, env: Env, run: BuildContext): Promise<void> {
  const lines: OutputLine[] = [];
  const quiet = { ...run, output: (line: OutputLine) => void lines.push(line) };
  const exitCode = await runProgram([command, "--version"], env, "command", quiet);
  if (exitCode !== 0) for (const line of lines) await run.output(line);
  checkStatus(exitCode, `${command} --version`);
  run.say(`Found ${lines[0]?.text ?? "an Ansible that does not tell its version"}`);
}

async function installRequirements(config: AnsibleConfig, env: Env, run: BuildContext): Promise<void> {
  if (!config.galaxy_file) return;
  const file = run.host.resolve(config.galaxy_file);
  const commands = galaxyCommands({
    command: config.galaxy_command,
    file,
    text: await readFile(file, "utf8"),
    force: config.galaxy_force_install,
    forceWithDependencies: config.galaxy_force_with_deps,
    rolesPath: config.roles_path && run.host.resolve(config.roles_path),
    collectionsPath: config.collections_path && run.host.resolve(config.collections_path),
  });
  for (const words of commands) {
    run.say(`Executing Ansible Galaxy: ${shownCommand(words)}`);
    checkStatus(await runProgram(words, env, "galaxy_command", run), config.galaxy_command);
  }
}

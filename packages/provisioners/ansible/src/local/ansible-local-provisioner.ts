import { readFile } from "node:fs/promises";
import { join } from "node:path/posix";
import { quoteForShell } from "@ingot/client-shell-script";
import { type BuildContext, defineProvisioner, type ProvisionTarget, reasonOf } from "@ingot/core/plugin";
import { checkStatus } from "../ansible-error.js";
import { extraVariables } from "../extra-variables.js";
import { galaxyCommands, galaxyEnvironment } from "../galaxy-commands.js";
import { checkAnsibleLocal } from "./check.js";
import { type AnsibleLocalConfig, ansibleLocalConfig } from "./config.js";
import { makeDirectories, type Staged, stage } from "./staging.js";

/** Runs Ansible on the machine that is built. */
export const ansibleLocalProvisioner = defineProvisioner<AnsibleLocalConfig>({
  type: "ansible-local",
  description: "Uploads Ansible playbooks to the machine, and runs them there.",
  config: ansibleLocalConfig,
  check: checkAnsibleLocal,
  provision,
});

async function provision(config: AnsibleLocalConfig, target: ProvisionTarget, run: BuildContext): Promise<void> {
  run.say("Provisioning with Ansible...");
  const id = Buffer.from(run.host.randomBytes(16)).toString("hex");
  const staging = config.staging_directory ?? `/tmp/ingot-ansible-local-${id}`;
  const clean = cleaner(config, staging, target, run);
  run.defer(clean); // when it is cancelled, the machine takes commands again only then
  try {
    run.say(`Creating Ansible staging directory: ${staging}`);
    await makeDirectories([staging], target, run);
    await runAnsible(config, staging, await stage(config, staging, target, run), target, run);
  } finally {
    if (!run.signal.aborted) await clean();
  }
}

/** Does its work once. What cannot be removed is told: the image would hold it. */
function cleaner(config: AnsibleLocalConfig, staging: string, { communicator }: ProvisionTarget, run: BuildContext) {
  let isDue = config.clean_staging_directory ?? config.staging_directory === undefined;
  return async () => {
    if (!isDue) return;
    isDue = false;
    const removal = communicator.exec(`rm -rf ${quoteForShell(staging)}`, { signal: run.signal, onOutput: run.output });
    const failure = await removal.then(
      ({ exitCode }) => exitCode !== 0 && `rm ended with exit status ${exitCode}`,
      reasonOf,
    );
    if (failure) run.warn(`The staging directory ${staging} stays on the machine: ${failure}`);
  };
}

async function runAnsible(
  config: AnsibleLocalConfig,
  staging: string,
  staged: Staged,
  target: ProvisionTarget,
  run: BuildContext,
): Promise<void> {
  if (staged.requirements !== undefined) await installRequirements(config, staging, staged.requirements, target, run);
  const { roles, collections } = galaxyPaths(config, staging);
  const paths =
    config.galaxy_file === undefined ? { roles: undefined, collections: undefined } : { roles, collections };
  const variables = Object.entries(galaxyEnvironment(paths, {})).map(([name, value]) => `${name}=${value}`);
  const setting = variables.length > 0 ? ["env", ...variables] : []; // csh knows no assignments before a command
  for (const playbook of staged.playbooks) {
    const words = [
      ...[...setting, config.command, quoteForShell(playbook)],
      ...["-e", quoteForShell(extraVariables(run, target)), ...config.extra_arguments],
      ...["-c", "local", "-i", quoteForShell(staged.inventory)],
    ];
    await execute("Ansible", words.join(" "), config.command, staging, target, run);
  }
}

const galaxyPaths = (config: AnsibleLocalConfig, staging: string) => ({
  roles: config.galaxy_roles_path ?? join(staging, "roles/galaxy_roles"),
  collections: config.galaxy_collections_path ?? join(staging, "collections/galaxy_collections"),
});

async function installRequirements(
  config: AnsibleLocalConfig,
  staging: string,
  file: string,
  target: ProvisionTarget,
  run: BuildContext,
): Promise<void> {
  const { roles, collections } = galaxyPaths(config, staging);
  const commands = galaxyCommands({
    command: config.galaxy_command,
    file,
    text: await readFile(run.host.resolve(config.galaxy_file!), "utf8"),
    force: config.galaxy_force_install,
    forceWithDependencies: false,
    rolesPath: roles,
    collectionsPath: collections,
  });
  for (const [program, ...words] of commands) {
    const line = [program, ...words.map(quoteForShell)].join(" ");
    await execute("Ansible Galaxy", line, config.galaxy_command, staging, target, run);
  }
}

/** `line` is a command line of the machine's shell, run in the staging directory. */
async function execute(
  what: string,
  line: string,
  program: string,
  staging: string,
  { communicator }: ProvisionTarget,
  run: BuildContext,
): Promise<void> {
  const command = `cd ${quoteForShell(staging)} && ${line}`;
  run.say(`Executing ${what}: ${command}`);
  const { exitCode } = await communicator.exec(command, { signal: run.signal, onOutput: run.output });
  checkStatus(exitCode, program);
}

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { connectSsh } from "@ingot/communicator-ssh";
import type { Communicator, ProvisionTarget } from "@ingot/core/plugin";
import {
  requires,
  requiresAll,
  requiresSshd,
  type Sshd,
  sshSettings,
  type TestContext,
  testContext,
  testHost,
} from "@ingot/testing";
import { ansibleProvisioner } from "./index.js";

type Settings = Parameters<typeof connectSsh>[0];

/** `describe` where Ansible and sshd are installed. */
export const requiresAnsible = (): typeof describe =>
  requiresAll(requires("ansible-playbook", "ansible-core"), requiresSshd());

/** A directory here for playbooks, and a run in it. */
export interface AnsiblePlace extends AsyncDisposable {
  readonly directory: string;
  readonly run: TestContext;
  path(name: string): string;
  write(files: Readonly<Record<string, string>>): void;
  read(name: string): string;
  /** What the machine's program printed, as one text. */
  printed(): string;
}

export function ansiblePlace(
  files: Readonly<Record<string, string>>,
  signal = new AbortController().signal,
  env: Readonly<Record<string, string | undefined>> = {},
): AnsiblePlace {
  const host = testHost({ ANSIBLE_RETRY_FILES_ENABLED: "0", ...env });
  const run = testContext({ host, signal });
  const path = (name: string) => join(host.directory, name);
  const write: AnsiblePlace["write"] = (all) => {
    for (const [name, text] of Object.entries(all)) {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), text);
    }
  };
  write(files);
  return {
    directory: host.directory,
    run,
    path,
    write,
    read: (name) => readFileSync(path(name), "utf8"),
    printed: () => run.lines.map(({ text }) => text).join("\n"),
    [Symbol.asyncDispose]: async () => {
      await run.close();
      host[Symbol.dispose]();
    },
  };
}

/** As the key of `sshd` logs in. */
export const settingsFor = (sshd: Pick<Sshd, "port" | "user" | "key">, more: Partial<Settings> = {}): Settings => ({
  ...sshSettings(sshd),
  ...more,
});

export const targetOf = (communicator: Communicator, exports: ProvisionTarget["exports"] = {}): ProvisionTarget => ({
  communicator,
  exports,
});

export async function runAnsible(block: object, target: ProvisionTarget, { run }: AnsiblePlace): Promise<void> {
  const config = ansibleProvisioner.config.parse({ playbook_file: "play.yml", ...block });
  await ansibleProvisioner.provision(config, target, run);
}

/** Against `sshd`, directly. */
export async function runOverSsh(
  block: object,
  sshd: Pick<Sshd, "port" | "user" | "key">,
  place: AnsiblePlace,
  more: Partial<Settings> = {},
): Promise<void> {
  await runAnsible(block, targetOf(await connectSsh(settingsFor(sshd, more), place.run)), place);
}

/** A playbook of tasks in YAML's short form. */
export const playbook = (...tasks: string[]): string =>
  `- hosts: all\n  gather_facts: false\n  tasks:\n${tasks.map((task) => `    - ${task}\n`).join("")}`;

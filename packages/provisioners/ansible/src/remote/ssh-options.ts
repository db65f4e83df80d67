import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import type { ConnectionPlace } from "./connection.js";

/** Ansible's own, where the user sets no other. */
const usualArguments = "-C -o ControlMaster=auto -o ControlPersist=60s";

/**
 * Writes a known_hosts file that holds the server's key alone, and has ssh trust it. The user's own stands behind it, for other
 * machines that a playbook may delegate to. `more` are other arguments of ssh.
 */
export async function trusting(
  hostKey: string,
  { host, port }: { readonly host: string; readonly port: number },
  { directory, env }: ConnectionPlace,
  ...more: readonly string[]
): Promise<{ readonly ANSIBLE_SSH_COMMON_ARGS: string }> {
  const file = join(directory, "known_hosts");
  await appendFile(file, `${port === 22 ? host : `[${host}]:${port}`} ${hostKey}\n`, { mode: 0o600 });
  const option = `-o 'UserKnownHostsFile="${file}" ~/.ssh/known_hosts ~/.ssh/known_hosts2'`;
  return { ANSIBLE_SSH_COMMON_ARGS: [option, ...more, env.ANSIBLE_SSH_COMMON_ARGS].filter(Boolean).join(" ") };
}

/** Ansible forbids ssh all passwords that it does not know of; what comes first counts. */
export const allowingPasswords = (env: ConnectionPlace["env"]): { readonly ANSIBLE_SSH_ARGS: string } => ({
  ANSIBLE_SSH_ARGS: [
    "-o PasswordAuthentication=yes -o KbdInteractiveAuthentication=yes -o NumberOfPasswordPrompts=1",
    "-o PreferredAuthentications=publickey,password,keyboard-interactive",
    env.ANSIBLE_SSH_ARGS ?? usualArguments,
  ].join(" "),
});

import type { SshAccess, SshLogin } from "@ingot/communicator-ssh";
import type { BuildContext } from "@ingot/core/plugin";
import type { AnsibleConfig } from "./config.js";
import type { AnsibleConnection } from "./connection.js";
import { forwardConnections } from "./forward.js";
import { writeLogin } from "./login-files.js";
import { sharedConnections } from "./shared-connections.js";
import { allowingPasswords, trusting } from "./ssh-options.js";

/** Ansible's ssh logs in to the machine as the build did, and trusts the key that the build has seen. */
export async function connectDirectly(
  access: SshAccess,
  config: AnsibleConfig,
  directory: string,
  run: BuildContext,
): Promise<AnsibleConnection> {
  const { login } = access.settings;
  const way = access.dial ? await forwardConnections(access.dial, run) : undefined;
  const address = way?.address ?? (await access.settings.address());
  const shared = await sharedConnections(directory, run);
  const files = await writeLogin(login, directory);
  const env = {
    ...shared.env,
    ...files.env,
    ...(files.env.SSH_ASKPASS && allowingPasswords(run.host.env)),
    ...(files.keys[0] && { ANSIBLE_PRIVATE_KEY_FILE: files.keys[0] }),
    ...(await trusting(access.hostKey() ?? "", address, directory, run.host.env)),
  };
  const close = async () => {
    await shared.close();
    await way?.close();
  };
  return { ...address, user: config.user ?? login.username, env, sshArguments: identities(login, files.keys), close };
}

/** Whom the server lets try few keys must not be shown all that an agent or the user's own configuration holds. */
const identities = ({ agent }: SshLogin, keys: readonly string[]): string[] => [
  ...(agent === undefined ? ["-o IdentitiesOnly=yes"] : []),
  ...keys.slice(1).map((path) => `-o IdentityFile="${path}"`),
];

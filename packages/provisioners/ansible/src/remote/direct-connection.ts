import type { SshAccess, SshLogin } from "@ingot/communicator-ssh";
import type { BuildContext, Communicator } from "@ingot/core/plugin";
import type { AnsibleConfig } from "./config.js";
import type { AnsibleConnection, ConnectionPlace } from "./connection.js";
import { forwardConnections } from "./forward.js";
import { writeLogin } from "./login-files.js";
import { markRemoteWork } from "./remote-work.js";
import { sharedConnections } from "./shared-connections.js";
import { allowingPasswords, trusting } from "./ssh-options.js";

/** Ansible's ssh logs in to the machine as the build did, and trusts the key that the build has seen. */
export async function connectDirectly(
  access: SshAccess,
  communicator: Communicator,
  config: AnsibleConfig,
  place: ConnectionPlace,
  run: BuildContext,
): Promise<AnsibleConnection> {
  const { login } = access.settings;
  const way = access.dial ? await forwardConnections(access.dial, run) : undefined;
  const address = way?.address ?? (await access.settings.address());
  const shared = await sharedConnections(place.directory, run);
  const files = await writeLogin(login, place.directory);
  const mark = markRemoteWork(communicator, run);
  const env = {
    ...shared.env,
    ...mark.env,
    ...files.env,
    ...(files.keys[0] && { ANSIBLE_PRIVATE_KEY_FILE: files.keys[0] }),
  };
  const combined = {
    ...(login.password !== undefined && allowingPasswords(place.env)),
    ...(await trusting(access.hostKey() ?? "", address, place, mark.option)),
  };
  const close = async () => {
    await shared.close();
    await way?.close();
  };
  const user = config.user ?? login.username;
  return { ...address, user, env, combined, sshArguments: identities(login, files.keys), close };
}

/** Whom the server lets try few keys must not be shown all that an agent or the user's own configuration holds. */
const identities = ({ agent }: SshLogin, keys: readonly string[]): string[] => [
  ...(agent === undefined ? ["-o IdentitiesOnly=yes"] : []),
  ...keys.slice(1).map((path) => `-o IdentityFile="${path}"`),
];

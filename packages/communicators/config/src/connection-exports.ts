import type { CommunicatorConfig } from "./communicator-fields.js";
import type { TemporaryKey } from "./temporary-key.js";

/** The values of `build.*` that tell how the machine is contacted. */
export function connectionExports(
  config: CommunicatorConfig,
  { host, port }: { readonly host: string; readonly port: number },
  key?: TemporaryKey,
): Readonly<Record<string, string>> {
  return {
    ConnType: config.communicator,
    Host: host,
    Port: String(port),
    User: config.ssh_username ?? "",
    Password: config.ssh_password ?? "",
    SSHPublicKey: key?.publicKey ?? "",
    SSHPrivateKey: key?.privateKey ?? "",
  };
}

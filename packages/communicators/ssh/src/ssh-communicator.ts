import type { BuildContext } from "@ingot/core/plugin";
import type { SshCommunicator } from "./ssh-access.js";
import { openSshMachine } from "./ssh-machine.js";
import type { SshSettings } from "./ssh-settings.js";
import { sshTransfers } from "./transfer/ssh-transfers.js";

/** Waits until the machine lets us in. The connection is closed when the build ends, or by `close`. */
export async function connectSsh(settings: SshSettings, run: BuildContext): Promise<SshCommunicator> {
  const { connections, access, exec, close } = await openSshMachine(settings, run);
  return { type: "ssh", access, exec, close, ...sshTransfers(connections, { method: settings.transferMethod }, run) };
}

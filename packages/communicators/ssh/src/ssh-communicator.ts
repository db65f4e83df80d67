import type { BuildContext, Communicator } from "@ingot/core/plugin";
import { openSshMachine } from "./ssh-machine.js";
import type { SshSettings } from "./ssh-settings.js";
import { sshTransfers } from "./transfer/ssh-transfers.js";

/** Waits until the machine lets us in. The connection is closed when the build ends, or by `close`. */
export async function connectSsh(settings: SshSettings, run: BuildContext): Promise<Communicator> {
  const { connections, exec, close } = await openSshMachine(settings, run);
  return { type: "ssh", exec, close, ...sshTransfers(connections, { method: settings.transferMethod }, run) };
}

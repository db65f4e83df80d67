import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type ContractMachine, type Sshd, testContext, testHost } from "@ingot/testing";
import type { SshConnections } from "../ssh-connections.js";
import { openSshMachine } from "../ssh-machine.js";
import { settingsFor } from "../test-settings.test-fixtures.js";
import type { SshTransferMethod } from "./methods.js";
import { sshTransfers } from "./ssh-transfers.js";

export interface TransferMachine extends ContractMachine {
  readonly connections: SshConnections;
}

/** A machine behind `sshd`, with a directory on either side. */
export async function transferMachine(
  sshd: Pick<Sshd, "port" | "user" | "key">,
  method?: SshTransferMethod,
): Promise<TransferMachine> {
  const host = testHost();
  const run = testContext({ host });
  const { exec, close, connections } = await openSshMachine(settingsFor(sshd), run);
  const [here, there] = [join(host.directory, "here"), join(host.directory, "there")];
  for (const path of [here, there]) mkdirSync(path, { mode: 0o755 });
  return {
    communicator: { type: "ssh", exec, close, ...sshTransfers(connections, { method }, run) },
    connections,
    here,
    there,
    [Symbol.asyncDispose]: async () => {
      await run.close();
      host[Symbol.dispose]();
    },
  };
}

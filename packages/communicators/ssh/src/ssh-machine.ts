import { type BuildContext, type Communicator, formatDuration } from "@ingot/core/plugin";
import { sshAccessOf } from "./access-of-machine.js";
import { awaitMachine } from "./await-machine.js";
import { execOver } from "./exec.js";
import { hostKeyPin } from "./host-key.js";
import { connectOnce, type LiveConnection, type Pins } from "./live-connection.js";
import type { SshAccess } from "./ssh-access.js";
import { type SshConnections, sshConnections } from "./ssh-connections.js";
import type { SshSettings } from "./ssh-settings.js";
import { openLocalTunnel, openRemoteTunnels } from "./tunnels.js";

/** A machine that lets us in: commands, and connections for whatever else SSH can do. */
export interface SshMachine extends Pick<Communicator, "exec" | "close"> {
  readonly connections: SshConnections;
  readonly access: SshAccess;
}

/** Waits until the machine lets us in. What is opened is closed when the build ends, or by `close`. */
export async function openSshMachine(settings: SshSettings, run: BuildContext): Promise<SshMachine> {
  const { host } = await settings.address();
  run.say(`Using SSH communicator to connect: ${host}`);
  const pins = {
    machine: hostKeyPin(settings.knownHostKeys),
    bastion: hostKeyPin(settings.bastion?.knownHostKeys ?? []),
  };
  const connections = sshConnections(connector(settings, pins, run), () => run.signal, run.host.sleep);
  const closers: (() => Promise<void> | void)[] = [() => connections.close()];
  const close = async () => {
    for (let closer = closers.pop(); closer; closer = closers.pop()) await closer();
  };
  run.defer(close);
  run.say("Waiting for SSH to become available...");
  await connections.use(async () => {});
  run.say("Connected to SSH!");
  for (const tunnel of settings.localTunnels) closers.push(await openLocalTunnel(tunnel, connections, run));
  const exec = execOver(connections, settings, run);
  return {
    connections,
    access: sshAccessOf(settings, pins),
    close,
    exec: (command, options) => {
      if (options?.expectDisconnect) pins.machine.expectOther();
      return exec(command, options);
    },
  };
}

/** The first connection may have to be made twice: some machines restart their network once they are up. */
function connector(settings: SshSettings, pins: Pins, run: BuildContext) {
  let isFirst = settings.pauseBeforeConnecting > 0;
  const connect = (signal: AbortSignal) =>
    awaitMachine(settings, run, signal, async (attempt) => {
      const live = await connectOnce(settings, pins, run, attempt);
      return ready(live, settings, run);
    });
  return async (signal: AbortSignal): Promise<LiveConnection> => {
    const live = await connect(signal);
    if (!isFirst) return live;
    isFirst = false;
    live.close();
    run.say(`Pausing ${formatDuration(settings.pauseBeforeConnecting)} before connecting...`);
    await run.host.sleep(settings.pauseBeforeConnecting, signal);
    return connect(signal);
  };
}

async function ready(live: LiveConnection, { remoteTunnels }: SshSettings, run: BuildContext): Promise<LiveConnection> {
  try {
    if (remoteTunnels.length > 0) await openRemoteTunnels(live.client, remoteTunnels, run);
    return live;
  } catch (error) {
    live.close();
    throw error;
  }
}

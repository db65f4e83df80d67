import type { Aws } from "@ingot/client-aws";
import { programIntent, type ReservedPort, reservePort } from "@ingot/client-local";
import type { BuildContext } from "@ingot/core/plugin";
import type { PreparedLaunch } from "../instance-parameters.js";
import type { LaunchConfig } from "../launched-machine.js";
import { lendKey } from "./lend-key.js";
import { type Plugin, pluginProgram } from "./plugin-version.js";
import { openSession, type Session, type SessionPlace } from "./session.js";

/** A port of this machine behind which the instance is. */
export interface SessionTunnel {
  readonly port: number;
  /** To be called before each attempt to connect. */
  ready(): Promise<void>;
}

/** Opens a way through Session Manager, and keeps it open: sessions end when the instance restarts, and sometimes for no reason. */
export async function sessionTunnel(
  launch: PreparedLaunch,
  plugin: Plugin,
  { instanceId, port }: Pick<SessionPlace, "instanceId" | "port">,
  run: BuildContext,
): Promise<SessionTunnel> {
  const { config, aws } = launch;
  if (config.pause_before_ssm) {
    run.say("Waiting before the first Session Manager session, as pause_before_ssm says...");
    await run.host.sleep(config.pause_before_ssm, run.signal);
  }
  const { port: localPort } = await localPortOf(config, run);
  run.say(`Opening a Session Manager tunnel from port ${localPort} to port ${port} of instance ${instanceId}...`);
  const keep = await keepOpen({ instanceId, port, localPort }, plugin, aws, run);
  const lend = lendKey(config, instanceId, aws, run);
  return {
    port: localPort,
    ready: async () => {
      await keep();
      await lend();
    },
  };
}

async function localPortOf(config: LaunchConfig, run: BuildContext): Promise<ReservedPort> {
  const [min, max] = config.session_manager_port
    ? [config.session_manager_port, config.session_manager_port]
    : [8000, 9000];
  return reservePort({ min, max, address: "127.0.0.1", options: "session_manager_port" }, run);
}

/** After so many attempts to connect through one session it is taken for dead, though its plugin still runs. */
const mostAttempts = 10;

/** The first session is opened at once; what this returns sees to it that there is one that lives. */
async function keepOpen(
  place: SessionPlace,
  plugin: Plugin,
  aws: Aws,
  run: BuildContext,
): Promise<() => Promise<void>> {
  const open = () => openSession(place, plugin, aws, run);
  const state = { session: undefined as Session | undefined, attempts: 0, hasEnded: false };
  const begin = async () => {
    const session = await open();
    Object.assign(state, { session, attempts: 0, hasEnded: false });
    void session.end.then((said) => {
      if (state.session !== session) return;
      state.hasEnded = true;
      run.say(`The Session Manager session has ended; the next attempt to connect opens another: ${said}`);
    });
  };
  const end = async () => {
    const { session } = state;
    state.session = undefined;
    await session?.close();
  };
  await run.acquire(programIntent(pluginProgram), begin, end);
  return async () => {
    state.attempts += 1;
    if (!state.hasEnded && state.attempts <= mostAttempts) return;
    await end();
    await begin();
  };
}

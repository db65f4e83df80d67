import type { CommunicatorPlace } from "@ingot/communicator-config";
import type { BuildContext } from "@ingot/core/plugin";
import { instanceAddress } from "./address.js";
import { describeInstance } from "./instance.js";
import type { PreparedLaunch } from "./instance-parameters.js";
import { portOf } from "./security-group.js";
import type { Plugin } from "./session-manager/plugin-version.js";
import { sessionTunnel } from "./session-manager/session-tunnel.js";
import { windowsPassword } from "./windows-password.js";

/** How the instance is reached. */
export interface Way {
  readonly place: CommunicatorPlace;
  readonly address: { readonly host: string; readonly port: number };
  /** What `build.*` tells beyond the template. */
  readonly exports: Readonly<Record<string, string>>;
}

/** Finds out where the instance is and what lets us in, or opens a way through Session Manager. */
export async function wayTo(launch: PreparedLaunch, id: string, run: BuildContext): Promise<Way> {
  const { config, aws, key } = launch;
  const needsPassword = config.communicator === "winrm" && !config.winrm_password;
  const password = needsPassword ? await windowsPassword(config, aws, id, key, run) : undefined;
  const place = await placeOf(launch, id, run);
  const login = { ...(key.key && { key: key.key }), ...(password !== undefined && { password }) };
  return {
    place: { ...place, ...login },
    address: { host: place.address, port: place.port },
    exports: password === undefined ? {} : { Password: password },
  };
}

type Place = CommunicatorPlace & { readonly address: string; readonly port: number };

async function placeOf(launch: PreparedLaunch, id: string, run: BuildContext): Promise<Place> {
  const { config, aws } = launch;
  const port = portOf(config);
  const given = config.communicator === "winrm" ? config.winrm_host : config.ssh_host;
  if (config.communicator === "none") return { host: "", address: await anyAddress(launch, id), port };
  if (launch.plugin) return tunnelPlace(launch, launch.plugin, id, run);
  const address = given || (await instanceAddress(config, aws, id, run));
  return { host: address, address, port };
}

async function tunnelPlace(
  launch: PreparedLaunch,
  plugin: Plugin,
  instanceId: string,
  run: BuildContext,
): Promise<Place> {
  const { port, ready } = await sessionTunnel(launch, plugin, { instanceId, port: portOf(launch.config) }, run);
  const host = async () => {
    await ready();
    return loopback;
  };
  return { host, port, address: loopback };
}

const loopback = "127.0.0.1";

/** Nobody connects, so it may have none. */
async function anyAddress({ config, aws }: PreparedLaunch, id: string): Promise<string> {
  const { PublicIpAddress, PrivateIpAddress = "" } = await describeInstance(aws, id);
  return config.ssh_host || (PublicIpAddress ?? PrivateIpAddress);
}

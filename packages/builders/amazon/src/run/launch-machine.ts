import type { Aws } from "@ingot/client-aws";
import { clearTemporaryKey, connectionExports, openCommunicator, refuseUnsupported } from "@ingot/communicator-config";
import type { BuildContext, Communicator } from "@ingot/core/plugin";
import { tellingConsole } from "./console-output.js";
import { awaitRunning, describeInstance, type InstanceParts } from "./instance.js";
import type { PreparedLaunch } from "./instance-parameters.js";
import { instanceProfile } from "./instance-profile.js";
import { launchKey } from "./key-pair.js";
import type { Launch, LaunchConfig, LaunchedMachine, LaunchOptions } from "./launched-machine.js";
import { type LeftVolumes, leftVolumes } from "./left-volumes.js";
import { modifyInstance } from "./modify-instance.js";
import { findNetwork } from "./network.js";
import { runOnDemand } from "./on-demand.js";
import { clientToken } from "./own-things.js";
import { securityGroups } from "./security-group.js";
import { findPlugin } from "./session-manager/plugin-version.js";
import { findSourceImage, sourceDataOf, sourceExports } from "./source-image.js";
import { runSpot } from "./spot.js";
import { isSpot } from "./spot-fields.js";
import { stopInstance } from "./stop-instance.js";
import { userData } from "./user-data.js";
import { type Way, wayTo } from "./way.js";

/** Starts an instance as the template describes it, and waits until it can be talked to. */
export async function launchMachine(
  config: LaunchConfig,
  aws: Aws,
  run: BuildContext,
  options: LaunchOptions,
): Promise<LaunchedMachine> {
  refuseUnsupported(config);
  const image = await findSourceImage(config, aws, options, run);
  const launch: Launch = { config, aws, options, image, data: sourceDataOf(image, aws.region) };
  const prepared = await prepare(launch, run);
  const volumes = await leftVolumes(prepared, run);
  const started = isSpot(config) ? await runSpot(prepared, run) : await runOnDemand(prepared, run);
  volumes.note(await awaitRunning(aws, started.id, run));
  const way = await wayTo(prepared, started.id, run);
  const communicator = await tellingConsole(started.id, aws, run, () => openCommunicator(config, way.place, run));
  return machineOf(prepared, started, volumes, way, communicator);
}

/** All that must be there before the instance; each is gone again when the build ends. */
async function prepare(launch: Launch, run: BuildContext): Promise<PreparedLaunch> {
  const plugin = usesSessionManager(launch.config) ? await findPlugin(run) : undefined;
  const network = await findNetwork(launch.config, launch.aws, run);
  const data = await userData(launch.config, run);
  const key = await launchKey(launch, run);
  const groups = await securityGroups(launch, network, run);
  const profile = await instanceProfile(launch, run);
  return { ...launch, plugin, network, key, groups, profile, userData: data, token: clientToken(run) };
}

const usesSessionManager = ({ ssh_interface, communicator }: LaunchConfig): boolean =>
  ssh_interface === "session_manager" && communicator !== "none";

function machineOf(
  launch: PreparedLaunch,
  { id, release }: InstanceParts,
  volumes: LeftVolumes,
  way: Way,
  communicator: Communicator,
): LaunchedMachine {
  const { config, aws, image, data, key } = launch;
  return {
    instanceId: id,
    instance: () => describeInstance(aws, id),
    sourceImage: image,
    communicator,
    sourceData: data,
    ...(key.key && { key: key.key }),
    exports: { ...connectionExports(config, way.address, key.key), ...way.exports, ID: id, ...sourceExports(data) },
    stop: async (run) => {
      await clearTemporaryKey(config, key.key, communicator, run);
      if (isSpot(config)) return;
      await stopInstance(config, aws, id, run);
      await modifyInstance(config, aws, id, run);
    },
    end: release,
    release: async (also = []) => {
      await volumes.keepWanted(also);
      await release();
      await volumes.release();
    },
  };
}

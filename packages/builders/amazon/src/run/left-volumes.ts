import {
  type Aws,
  acquireWhole,
  type Instance,
  isAwsError,
  removeRunTag,
  retryUntil,
  runTagKey,
} from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import type { Waiter } from "./instance.js";
import { launchTagKey, type PreparedLaunch } from "./instance-parameters.js";

/** How long a volume may be in use by an instance that is gone, in milliseconds. */
const detachment = 60_000;

/** The volumes of the build's instance, of which some may stay when it is gone. */
export interface LeftVolumes {
  /** Takes note of what the instance has. */
  note(instance: Instance): void;
  /** The work is done: those that the template wants to stay are the user's from now on, and `also`, by one call. */
  keepWanted(also: readonly string[]): Promise<void>;
  /** Deletes the others now. */
  release(): Promise<void>;
}

/** To be called before the instance is made, so that the volumes are looked at when it is gone. */
export async function leftVolumes({ aws, options, token }: PreparedLaunch, run: BuildContext): Promise<LeftVolumes> {
  const byDevice = new Map<string, string>();
  let isNoted = false;
  const { release } = await acquireWhole(run, {
    intent: {
      kind: "aws.instance-volumes",
      description: `volumes of the instance in ${aws.region}`,
      handle: { access: aws.access, region: aws.region, clientToken: token },
    },
    create: async () => {},
    patience: 2 * detachment,
    destroy: async () =>
      deleteVolumes(isNoted ? [...byDevice.values()] : await volumesOf(token, run.runId, aws), aws, run),
  });
  const isWanted = (device: string) =>
    options.blockDevices.some(({ DeviceName, Ebs }) => DeviceName === device && Ebs?.DeleteOnTermination === false);
  return {
    note: ({ BlockDeviceMappings = [] }) => {
      isNoted = true;
      for (const { DeviceName, Ebs } of BlockDeviceMappings)
        if (DeviceName && Ebs?.VolumeId && Ebs.DeleteOnTermination === false) byDevice.set(DeviceName, Ebs.VolumeId);
    },
    keepWanted: async (also) => {
      const wanted = [...byDevice].filter(([device]) => isWanted(device));
      await removeRunTag({ ids: [...wanted.map(([, id]) => id), ...also], keys: [launchTagKey] }, aws, run);
      for (const [device] of wanted) byDevice.delete(device); // who is cancelled before has them go
    },
    release,
  };
}

/** Those of an instance that was made, and perhaps never seen. */
export async function volumesOf(token: string, runId: string, aws: Aws): Promise<string[]> {
  const ec2 = await aws.ec2();
  const Filters = [
    { Name: `tag:${runTagKey}`, Values: [runId] },
    { Name: `tag:${launchTagKey}`, Values: [token] },
  ];
  const { Volumes = [] } = await ec2.describeVolumes({ Filters });
  return Volumes.map(({ VolumeId = "" }) => VolumeId);
}

async function deleteVolumes(ids: readonly string[], aws: Aws, run: BuildContext): Promise<void> {
  if (ids.length > 0) run.say("Cleaning up any extra volumes...");
  for (const id of ids) await deleteVolume(id, aws, run);
}

export async function deleteVolume(VolumeId: string, aws: Aws, run: Waiter): Promise<void> {
  const ec2 = await aws.ec2();
  const codes = ["VolumeInUse", "IncorrectState"];
  try {
    await retryUntil(() => ec2.deleteVolume({ VolumeId }), { codes, for: detachment }, run);
  } catch (error) {
    if (!isAwsError(error, "InvalidVolume.NotFound")) throw error;
  }
}

import { type Aws, isAwsError, type Volume } from "@ingot/client-aws";
import type { BuildContext, ReapContext } from "@ingot/core/plugin";
import { deleteVolume } from "../run/left-volumes.js";

/** How long a volume may take to be detached, in milliseconds. */
const patience = 600_000;

/** Takes a volume off its instance, if that is there, and deletes it. */
export async function discardVolume(volumeId: string, aws: Aws, run: BuildContext | ReapContext): Promise<void> {
  const volume = await findVolume(volumeId, aws);
  if (!volume) return;
  await askToDetach(volume, aws);
  await aws.watch.volume(volumeId, { ...whenFree(volumeId), absentMeansDone: true });
  await deleteVolume(volumeId, aws, run);
}

/** Takes a volume off the instances that have it. */
async function askToDetach({ VolumeId, Attachments = [] }: Volume, aws: Aws): Promise<void> {
  const ec2 = await aws.ec2();
  for (const { InstanceId, Device } of Attachments)
    await unlessDone(isDetached, () => ec2.detachVolume({ VolumeId, InstanceId, Device }));
}

const whenFree = (volumeId: string) => ({
  what: `volume ${volumeId} to be detached`,
  timeout: patience,
  until: ({ State }: Volume) => State === "available",
});

/** Takes a volume off an instance, and waits until it is free. */
export async function detachVolume(
  VolumeId: string,
  from: { readonly InstanceId: string; readonly Device: string },
  aws: Aws,
): Promise<void> {
  await askToDetach({ VolumeId, Attachments: [from] }, aws);
  await aws.watch.volume(VolumeId, whenFree(VolumeId));
}

/** A call whose answer got lost is made again, and finds that there is nothing left to do. */
export async function unlessDone(codes: readonly string[], call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!isAwsError(error, ...codes)) throw error;
  }
}

const isDetached = ["IncorrectState", "InvalidAttachment.NotFound"];

/** What Amazon says of a volume now; undefined where it is gone. */
export async function findVolume(volumeId: string, aws: Aws): Promise<Volume | undefined> {
  const Filters = [{ Name: "volume-id", Values: [volumeId] }]; // an id that is not there is no error as a filter
  const { Volumes = [] } = await (await aws.ec2()).describeVolumes({ Filters });
  return Volumes[0];
}

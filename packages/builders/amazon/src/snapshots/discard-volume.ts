import { type Aws, isAwsError } from "@ingot/client-aws";
import type { BuildContext, ReapContext } from "@ingot/core/plugin";
import { deleteVolume } from "../run/left-volumes.js";

/** Takes a volume off its instance, if that is there, and deletes it. */
export async function discardVolume(VolumeId: string, aws: Aws, run: BuildContext | ReapContext): Promise<void> {
  const ec2 = await aws.ec2();
  await ec2.detachVolume({ VolumeId }).catch((error) => {
    if (!isAwsError(error, ...notAttached)) throw error;
  });
  await deleteVolume(VolumeId, aws, run);
}

const notAttached = [
  "IncorrectState",
  "IncorrectInstanceState",
  "InvalidVolume.NotFound",
  "InvalidAttachment.NotFound",
] as const;

import { type Aws, type Checkpoint, type CopyImageCommandInput, tagSpecifications } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import type { ImageConfig } from "./image-fields.js";
import type { ImagePlace, MadeImage } from "./made-image.js";
import type { Making } from "./make-images.js";
import { usableImage } from "./usable-image.js";

/** One copy of an AMI. */
export interface Copy {
  readonly source: MadeImage;
  readonly place: ImagePlace;
  readonly checkpoint: Checkpoint;
}

/** Copies an AMI to another region, or encrypted to the same one, and waits for the copy. */
export async function copyImage(
  { source, place, checkpoint }: Copy,
  { config, aws, held, tags }: Making,
  run: BuildContext,
): Promise<MadeImage> {
  const ec2 = await aws.ec2(place.region);
  const request: CopyImageCommandInput = {
    Name: place.name,
    SourceImageId: source.id,
    SourceRegion: source.region,
    ClientToken: `ingot-${run.runId}-${source.id}`.slice(0, 64),
    TagSpecifications: tagSpecifications(["image"], tags),
    ...encryption(config, aws, place.region),
    ...(config.snapshot_copy_duration_minutes && {
      SnapshotCopyCompletionDurationMinutes: config.snapshot_copy_duration_minutes,
    }),
  };
  const copy = await held.make(place, async () => (await ec2.copyImage(request)).ImageId);
  run.say(`AMI in ${place.region}: ${copy.id}`);
  return usableImage(copy, aws, run, checkpoint);
}

/** Without a key Amazon takes the account's default key of that region. */
function encryption({ encrypt_boot, kms_key_id, region_kms_key_ids }: ImageConfig, aws: Aws, region: string) {
  if (!encrypt_boot) return {};
  const key = region_kms_key_ids[region] ?? (region === aws.region ? kms_key_id : undefined);
  return { Encrypted: true, ...(key && { KmsKeyId: key }) };
}

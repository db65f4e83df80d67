import type { Acquired, BuildContext } from "@ingot/core/plugin";
import { shareSnapshots } from "../image/share-image.js";
import { takeSnapshot } from "../snapshots/take-snapshot.js";
import { tagsOf } from "../tags.js";
import type { MadeVolume, VolumeJob } from "./volume-job.js";

/** Takes a snapshot of a volume, with its tags and for whom it is. It goes again unless it is kept. */
export async function snapshotVolume(
  { id, config }: MadeVolume,
  { aws, launched }: VolumeJob,
  run: BuildContext,
): Promise<Acquired<string>> {
  const data = launched.sourceData;
  const snapshot = await takeSnapshot(
    {
      volumeId: id,
      description: run.render(config.snapshot_description, data) || `${config.device_name} of ${launched.instanceId}`,
      tags: tagsOf(run, config.snapshot_tags, config.snapshot_tag, data),
    },
    aws,
    run,
  );
  await shareSnapshots({ region: aws.region, snapshots: [snapshot.value] }, { config, aws }, run);
  return snapshot;
}

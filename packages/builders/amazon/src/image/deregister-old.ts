import { deleteSnapshot, deregisterImage, ownImages, sideBySide, snapshotsOf } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import { untilSeen } from "../until-seen.js";
import type { ImageJob, ImagePlace } from "./made-image.js";

/** With `force_deregister` or `-force`: makes way for AMIs of the same names. */
export async function deregisterOld(job: ImageJob, places: readonly ImagePlace[], run: BuildContext): Promise<void> {
  if (!job.config.force_deregister && !run.force) return;
  await sideBySide(places, (place) => deregisterAt(place, job, run));
}

/** How often to look whether the name is free again. */
const looks = 15;

async function deregisterAt({ region, name }: ImagePlace, { config, aws }: ImageJob, run: BuildContext): Promise<void> {
  const named = { region, filters: { name } };
  const earlier = await ownImages(named, aws);
  for (const image of earlier) {
    const snapshots = config.force_delete_snapshot ? snapshotsOf(image) : [];
    run.say(`Deregistering the earlier AMI ${image.ImageId} in ${region}...`);
    if (snapshots.length > 0) run.say(`Deleting its snapshots: ${snapshots.join(", ")}`);
    await deregisterImage(image, region, aws, run);
    await sideBySide(snapshots, (id) => deleteSnapshot(id, region, aws, run));
  }
  if (earlier.length > 0) await untilSeen(looks, run, async () => (await ownImages(named, aws)).length === 0);
}

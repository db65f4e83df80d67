import { snapshotsOf } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import { untilSeen } from "../until-seen.js";
import { findByName } from "./image-names.js";
import type { ImageJob, ImagePlace } from "./made-image.js";
import { destroyImages } from "./remove-images.js";
import { sideBySide } from "./side-by-side.js";

/** With `force_deregister` or `-force`: makes way for AMIs of the same names. */
export async function deregisterOld(job: ImageJob, places: readonly ImagePlace[], run: BuildContext): Promise<void> {
  if (!job.config.force_deregister && !run.force) return;
  await sideBySide(places, (place) => deregisterAt(place, job, run));
}

/** How often to look whether the name is free again. */
const looks = 15;

async function deregisterAt(place: ImagePlace, { config, aws }: ImageJob, run: BuildContext): Promise<void> {
  const { region, name } = place;
  for (const image of await findByName(place, aws)) {
    const id = image.ImageId!;
    const snapshots = config.force_delete_snapshot ? snapshotsOf(image) : [];
    run.say(`Deregistering the earlier AMI ${id} in ${region}...`);
    if (snapshots.length > 0) run.say(`Deleting its snapshots: ${snapshots.join(", ")}`);
    await destroyImages([{ region, name, id, snapshots }], { aws, run });
    await untilSeen(looks, run, async () => (await findByName(place, aws)).length === 0);
  }
}

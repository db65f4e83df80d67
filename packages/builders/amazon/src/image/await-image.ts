import { type Aws, type Image, snapshotsOf } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import { imageProgress } from "./image-progress.js";
import type { MadeImage } from "./made-image.js";
import type { Checkpoint } from "./side-by-side.js";

/** Large ones take an hour or two; `aws_polling` says otherwise. Milliseconds. */
const patience = 4 * 3_600_000;

const dead = new Set<string | undefined>(["failed", "error", "invalid", "deregistered"]);

/** Waits until the AMI can be used. */
export async function awaitImage(
  image: MadeImage,
  aws: Aws,
  run: BuildContext,
  checkpoint: Checkpoint = () => {},
): Promise<MadeImage> {
  const { region, id } = image;
  const progress = imageProgress(image, aws, run);
  try {
    const available = await aws.watch.image(id, {
      region,
      what: `AMI ${id} in ${region} to become available`,
      timeout: patience,
      until: ({ State }) => {
        checkpoint();
        return State === "available";
      },
      fails: (found) => (dead.has(found.State) ? endOf(found) : undefined),
      onProgress: progress.look,
    });
    return { ...image, snapshots: snapshotsOf(available) };
  } finally {
    await progress.ended();
  }
}

const endOf = ({ State, StateReason }: Image): string =>
  StateReason?.Message ? `its state is ${State}: ${StateReason.Message}` : `its state is ${State}`;

import { type Aws, awaitImage, type Checkpoint, snapshotsOf } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import { imageProgress } from "./image-progress.js";
import type { MadeImage } from "./made-image.js";

/** Waits until the AMI can be used, and tells how far it is. */
export async function usableImage(
  image: MadeImage,
  aws: Aws,
  run: BuildContext,
  checkpoint: Checkpoint = () => {},
): Promise<MadeImage> {
  const progress = imageProgress(image, aws, run);
  try {
    const available = await awaitImage(image, aws, { onLook: checkpoint, onProgress: progress.look });
    return { ...image, snapshots: snapshotsOf(available) };
  } finally {
    await progress.ended();
  }
}

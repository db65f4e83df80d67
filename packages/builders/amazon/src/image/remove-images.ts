import { type Aws, destroyImages, type ImageSearch, runTagKey } from "@ingot/client-aws";
import type { BuildContext, ReapContext } from "@ingot/core/plugin";
import { type ImagePlace, imageTagKey } from "./made-image.js";

/** Who removes: a build, a clean-up, or whoever replaces an artifact. */
export interface Remover {
  readonly aws: Aws;
  readonly run: BuildContext | ReapContext;
}

/** An AMI that is ours: by the tags that only a build's own AMIs carry, or by its id where that is known. */
export interface OwnedImage extends ImagePlace {
  readonly token?: string | undefined;
  readonly id?: string | undefined;
  readonly snapshots?: readonly string[] | undefined;
}

/** Deregisters what a run has made of `image`, and deletes its snapshots. True where there was something. */
export const removeOwned = async (image: OwnedImage, runId: string, { aws, run }: Remover): Promise<boolean> =>
  (await destroyImages(searchFor(image, runId), aws, run)) === "destroyed";

/** The AMIs of that name that carry the tags; of one with an id, that one. */
export const searchFor = ({ region, name, id, token = "" }: OwnedImage, runId: string): ImageSearch => ({
  region,
  filters: {
    name,
    ...(id === undefined ? { [`tag:${runTagKey}`]: runId, [`tag:${imageTagKey}`]: token } : { "image-id": id }),
  },
});

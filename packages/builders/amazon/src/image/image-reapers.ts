import { IngotError, type ResourceRecord } from "@ingot/core/plugin";
import * as z from "zod";
import type { Reapers } from "../reap.js";
import { untilSeen } from "../until-seen.js";
import { type OwnedImage, type Remover, removeOrphans, removeOwned } from "./remove-images.js";
import { sideBySide } from "./side-by-side.js";

const recorded = z.object({
  images: z.array(
    z.object({
      region: z.string(),
      name: z.string(),
      token: z.string().optional(),
      id: z.string().optional(),
      snapshots: z.array(z.string()).optional(),
    }),
  ),
});

/** How often to look for what may have been asked for at the last moment. */
const looks = 3;

/** AMIs of dead runs, whole or begun, and their snapshots. */
export const imageReapers: Reapers = {
  "aws.image": async (record, aws, run) => {
    const images = imagesOf(record);
    const isFound = await untilSeen(looks, run, () => removeAll(images, record.runId, { aws, run }));
    return isFound ? "destroyed" : "absent";
  },
};

async function removeAll(images: readonly OwnedImage[], runId: string, remover: Remover): Promise<boolean> {
  const removed = await sideBySide(images, (image) => removeOwned(image, runId, remover));
  const regions = [...new Set(images.map(({ region }) => region))];
  const orphaned = await sideBySide(regions, (region) => removeOrphans(region, runId, remover));
  return [...removed, ...orphaned].includes(true);
}

function imagesOf({ handle }: ResourceRecord): readonly OwnedImage[] {
  const parsed = recorded.safeParse(handle);
  if (parsed.success) return parsed.data.images;
  throw new IngotError({
    code: "JOURNAL_INVALID",
    source: "engine",
    message: "The journal does not say which AMIs they are as a run would write it. They are left alone.",
  });
}

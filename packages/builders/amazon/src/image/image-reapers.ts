import { IngotError, type ResourceRecord } from "@ingot/core/plugin";
import * as z from "zod";
import type { Reapers } from "../reap.js";
import { type OwnedImage, removeOrphans, removeOwned } from "./remove-images.js";
import { sideBySide } from "./side-by-side.js";

const recorded = z.object({
  images: z.array(
    z.object({
      region: z.string(),
      name: z.string(),
      id: z.string().optional(),
      snapshots: z.array(z.string()).optional(),
    }),
  ),
});

/** AMIs of dead runs, whole or begun, and their snapshots. */
export const imageReapers: Reapers = {
  "aws.image": async (record, aws, run) => {
    const images = imagesOf(record);
    const remover = { aws, run };
    const removed = await sideBySide(images, (image) => removeOwned(image, record.runId, remover));
    const regions = [...new Set(images.map(({ region }) => region))];
    const orphaned = await sideBySide(regions, (region) => removeOrphans(region, record.runId, remover));
    return [...removed, ...orphaned].includes(true) ? "destroyed" : "absent";
  },
};

function imagesOf({ handle }: ResourceRecord): readonly OwnedImage[] {
  const parsed = recorded.safeParse(handle);
  if (parsed.success) return parsed.data.images;
  throw new IngotError({
    code: "JOURNAL_INVALID",
    source: "engine",
    message: "The journal does not say which AMIs they are as a run would write it. They are left alone.",
  });
}

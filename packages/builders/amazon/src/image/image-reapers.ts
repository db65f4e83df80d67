import { sideBySide } from "@ingot/client-aws";
import { IngotError, type ResourceRecord } from "@ingot/core/plugin";
import * as z from "zod";
import type { Reapers } from "../reap.js";
import { untilFound } from "../until-seen.js";
import { type OwnedImage, removeOwned } from "./remove-images.js";

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

/** AMIs of dead runs, whole or begun, and their snapshots. */
export const imageReapers: Reapers = {
  "aws.image": async (record, aws, run) => {
    const found = await sideBySide(imagesOf(record), (image) =>
      untilFound(record, run, () => removeOwned(image, record.runId, { aws, run })),
    );
    return found.includes(true) ? "destroyed" : "absent";
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

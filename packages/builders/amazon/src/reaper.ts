import { reopenAws } from "@ingot/client-aws";
import { defineReaper, IngotError } from "@ingot/core/plugin";
import * as z from "zod";
import { imageReapers } from "./image/image-reapers.js";
import { bundleReapers } from "./instance/bundle-objects.js";
import type { Reapers } from "./reap.js";
import { runReapers } from "./run/reapers.js";
import { volumeReapers } from "./snapshots/volume-reapers.js";

const reapers: Reapers = { ...runReapers, ...imageReapers, ...volumeReapers, ...bundleReapers };

/** Destroys what dead runs left at Amazon; only what carries the run's tag, or is proved to be its own otherwise. */
export const amazonReaper = defineReaper({
  kinds: Object.keys(reapers),
  reap: async (record, run) => {
    const reap = reapers[record.kind];
    const access = z.looseObject({ region: z.string() }).safeParse(record.handle.access);
    if (!reap || !access.success) throw unknownAccess(record.description);
    return reap(record, await reopenAws(access.data, run), run);
  },
});

const unknownAccess = (what: string) =>
  new IngotError({
    code: "JOURNAL_INVALID",
    source: "engine",
    message: `The journal does not say where at Amazon it is, as a run would: ${what}. It is left alone.`,
  });

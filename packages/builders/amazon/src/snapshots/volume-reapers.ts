import { type Aws, hasRunTag } from "@ingot/client-aws";
import { IngotError, type ReapContext, type ResourceRecord } from "@ingot/core/plugin";
import type { Reapers } from "../reap.js";
import { discardVolume, findVolume } from "./discard-volume.js";
import { deleteSnapshotsOf } from "./take-snapshot.js";

/** Volumes and snapshots of dead runs. */
export const volumeReapers: Reapers = {
  "aws.snapshot": async (record, aws, run) =>
    (await deleteSnapshotsOf(volumeOf(record), record.runId, aws, run)) ? "destroyed" : "absent",
  "aws.volume": async (record, aws, run) => ((await discardOwn(record, aws, run)) ? "destroyed" : "absent"),
};

async function discardOwn(record: ResourceRecord, aws: Aws, run: ReapContext): Promise<boolean> {
  const isOwn = hasRunTag((await findVolume(volumeOf(record), aws)) ?? {}, record.runId);
  if (isOwn) await discardVolume(volumeOf(record), aws, run);
  return isOwn;
}

function volumeOf({ handle: { volumeId }, description }: ResourceRecord): string {
  if (typeof volumeId === "string" && volumeId !== "") return volumeId;
  throw new IngotError({
    code: "JOURNAL_INVALID",
    source: "engine",
    message: `The journal does not say which volume it is about: ${description}. It is left alone.`,
  });
}

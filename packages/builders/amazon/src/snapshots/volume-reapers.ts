import type { Aws } from "@ingot/client-aws";
import { IngotError, type ReapContext, type ResourceRecord } from "@ingot/core/plugin";
import type { Reapers } from "../reap.js";
import { runTagKey } from "../tags.js";
import { discardVolume } from "./discard-volume.js";
import { deleteSnapshotsOf } from "./take-snapshot.js";

/** Volumes and snapshots of dead runs. */
export const volumeReapers: Reapers = {
  "aws.snapshot": async (record, aws, run) =>
    (await deleteSnapshotsOf(volumeOf(record), record.runId, aws, run)) ? "destroyed" : "absent",
  "aws.volume": async (record, aws, run) => ((await discardOwn(record, aws, run)) ? "destroyed" : "absent"),
};

async function discardOwn(record: ResourceRecord, aws: Aws, run: ReapContext): Promise<boolean> {
  const volumeId = volumeOf(record);
  const isOwn = await hasTag(volumeId, record.runId, aws);
  if (isOwn) await discardVolume(volumeId, aws, run);
  return isOwn;
}

async function hasTag(volumeId: string, runId: string, aws: Aws): Promise<boolean> {
  const Filters = [
    { Name: `tag:${runTagKey}`, Values: [runId] },
    { Name: "volume-id", Values: [volumeId] },
  ];
  const { Volumes = [] } = await (await aws.ec2()).describeVolumes({ Filters });
  return Volumes.length > 0;
}

function volumeOf({ handle: { volumeId }, description }: ResourceRecord): string {
  if (typeof volumeId === "string" && volumeId !== "") return volumeId;
  throw new IngotError({
    code: "JOURNAL_INVALID",
    source: "engine",
    message: `The journal does not say which volume it is about: ${description}. It is left alone.`,
  });
}

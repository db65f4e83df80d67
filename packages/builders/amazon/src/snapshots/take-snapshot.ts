import {
  type Aws,
  acquireWhole,
  deleteSnapshot,
  runTag,
  runTagKey,
  sideBySide,
  type Tag,
  tagSpecifications,
} from "@ingot/client-aws";
import type { Acquired, BuildContext, ReapContext } from "@ingot/core/plugin";

/** How long a snapshot may take, in milliseconds: what is written of a large volume is copied for hours. */
const patience = 6 * 3_600_000;

/** A snapshot that is to be taken. */
export interface SnapshotOrder {
  readonly volumeId: string;
  readonly description: string;
  /** What it has from its creation on, beside the run's own tag. */
  readonly tags: readonly Tag[];
}

/** Takes a snapshot and waits until it is complete. It goes again unless it is kept. */
export async function takeSnapshot(order: SnapshotOrder, aws: Aws, run: BuildContext): Promise<Acquired<string>> {
  const { volumeId } = order;
  run.say(`Creating snapshot of EBS Volume ${volumeId}...`);
  const snapshot = await acquireWhole(run, {
    intent: {
      kind: "aws.snapshot",
      description: `snapshot of ${volumeId} in ${aws.region}`,
      handle: { access: aws.access, volumeId },
    },
    create: (signal) => createSnapshot(order, aws, run, signal),
    destroy: async (id) => {
      run.say(`Deleting snapshot ${id}...`);
      await deleteSnapshot(id, aws.region, aws, run);
    },
    undo: async () => void (await deleteSnapshotsOf(volumeId, run.runId, aws, run)),
  });
  await deleteSnapshotsOf(volumeId, run.runId, aws, run, snapshot.value);
  await aws.watch.snapshot(snapshot.value, {
    what: `snapshot ${snapshot.value} to be completed`,
    timeout: patience,
    until: ({ State }) => State === "completed",
    fails: ({ State, StateMessage }) => (State === "error" ? (StateMessage ?? "Amazon does not say why") : undefined),
  });
  return snapshot;
}

async function createSnapshot(
  { volumeId, description, tags }: SnapshotOrder,
  aws: Aws,
  run: BuildContext,
  abortSignal: AbortSignal,
): Promise<string> {
  const TagSpecifications = tagSpecifications(["snapshot"], [...tags, runTag(run)]);
  const request = { VolumeId: volumeId, Description: description, TagSpecifications };
  return (await (await aws.ec2()).createSnapshot(request, { abortSignal })).SnapshotId!;
}

/**
 * Deletes what the run has taken of a volume, but for `keep`: the call knows no token, so that one whose answer is lost makes a second
 * snapshot when it is tried again. True where there was something.
 */
export async function deleteSnapshotsOf(
  volumeId: string,
  runId: string,
  aws: Aws,
  run: BuildContext | ReapContext,
  keep?: string,
): Promise<boolean> {
  const Filters = [
    { Name: `tag:${runTagKey}`, Values: [runId] },
    { Name: "volume-id", Values: [volumeId] },
  ];
  const { Snapshots = [] } = await (await aws.ec2()).describeSnapshots({ OwnerIds: ["self"], Filters });
  const ids = Snapshots.flatMap(({ SnapshotId }) => (SnapshotId && SnapshotId !== keep ? [SnapshotId] : []));
  await sideBySide(ids, (id) => deleteSnapshot(id, aws.region, aws, run));
  return ids.length > 0;
}

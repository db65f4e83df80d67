import { sideBySide } from "@ingot/client-aws";
import type { Artifact, BuildContext } from "@ingot/core/plugin";
import { snapshotVolume } from "./snapshot-volume.js";
import { type VolumeResult, volumeArtifact } from "./volume-artifact.js";
import type { MadeVolume, VolumeJob } from "./volume-job.js";

/** Takes the snapshots, lets the instance go, and keeps the volumes that are to stay: with the snapshots, or none of both. */
export async function saveVolumes(
  volumes: readonly MadeVolume[],
  job: VolumeJob,
  run: BuildContext,
): Promise<Artifact | undefined> {
  await job.launched.stop(run);
  const wanted = volumes.filter(({ config }) => config.snapshot_volume);
  const snapshots = await sideBySide(wanted, async (volume) => ({
    device: volume.config.device_name,
    lease: await snapshotVolume(volume, job, run),
  }));
  await job.launched.end();
  await job.launched.release(snapshots.map(({ lease }) => lease.value));
  for (const { lease } of snapshots) await lease.keep();
  const kept = volumes.filter(({ config }) => !config.delete_on_termination);
  return resultOf(kept, new Map(snapshots.map(({ device, lease }) => [device, lease.value])), job, run);
}

function resultOf(
  kept: readonly MadeVolume[],
  snapshots: ReadonlyMap<string, string>,
  job: VolumeJob,
  run: BuildContext,
): Artifact | undefined {
  const volumes = new Map(kept.map(({ id, config }) => [config.device_name, id]));
  const result: VolumeResult = { volumes, snapshots };
  if (volumes.size + snapshots.size > 0) return volumeArtifact(result, job, run);
  run.say("All volumes go with the instance, and no snapshot was asked for: nothing is left of this build");
  return undefined;
}

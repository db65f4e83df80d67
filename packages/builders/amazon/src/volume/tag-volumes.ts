import { onceKnown, type Tag } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import { attachedVolume } from "../snapshots/attached-volume.js";
import { keyed, tagsOf } from "../tags.js";
import type { MadeVolume, VolumeJob } from "./volume-job.js";

/** Gives the volumes the tags that they keep, in place of those that they were launched with. */
export async function tagVolumes(job: VolumeJob, run: BuildContext): Promise<readonly MadeVolume[]> {
  const { config, launched } = job;
  const instance = await launched.instance();
  const volumes = config.ebs_volumes
    .filter(({ no_device, virtual_name }) => !no_device && !virtual_name)
    .map((config) => ({ config, id: attachedVolume(instance, config.device_name) }));
  await removeLaunchTags(volumes, job, run);
  for (const volume of volumes) await addTags(volume, job, run);
  return volumes;
}

async function removeLaunchTags(volumes: readonly MadeVolume[], job: VolumeJob, run: BuildContext): Promise<void> {
  const { config, aws, launched } = job;
  const Tags = tagsOf(run, config.run_volume_tags, config.run_volume_tag.map(keyed), launched.sourceData);
  if (Tags.length === 0 || volumes.length === 0) return;
  const ec2 = await aws.ec2();
  await onceKnown(() => ec2.deleteTags({ Resources: volumes.map(({ id }) => id), Tags }), run);
}

async function addTags({ id, config }: MadeVolume, { aws, launched }: VolumeJob, run: BuildContext): Promise<void> {
  const Tags: Tag[] = tagsOf(run, config.tags, config.tag, launched.sourceData);
  if (Tags.length === 0) return;
  run.say(`Applying tags to EBS Volume ${id}...`);
  const ec2 = await aws.ec2();
  await onceKnown(() => ec2.createTags({ Resources: [id], Tags }), run);
}

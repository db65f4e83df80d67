import { onceKnown, type Tag } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import { tagsOf } from "../tags.js";
import type { ImageJob, MadeImage } from "./made-image.js";

/** The user's tags: `tags` for the AMI and its snapshots; for these also `snapshot_tags`, and what AMIs are born with. */
export async function tagImage(image: MadeImage, job: ImageJob, run: BuildContext): Promise<void> {
  const { id, region, snapshots } = image;
  const { tags, ofSnapshots } = tagsFor(job, run);
  if (tags.length > 0) run.say(`Adding tags to AMI ${id}: ${list(tags)}`);
  await addTags([id, ...snapshots], tags, region, job, run);
  if (ofSnapshots.length > 0) run.say(`Adding tags to snapshots ${snapshots.join(", ")}: ${list(ofSnapshots)}`);
  await addTags(snapshots, ofSnapshots, region, job, run);
}

/** Of two with one key the more special counts. */
function tagsFor({ config, data, runTags }: ImageJob, run: BuildContext) {
  const tags = tagsOf(run, config.tags, config.tag, data);
  const special = tagsOf(run, config.snapshot_tags, config.snapshot_tag, data);
  const keys = new Set([...tags, ...special].map(({ Key }) => Key));
  return { tags, ofSnapshots: [...runTags.filter(({ Key }) => !keys.has(Key)), ...special] };
}

const list = (tags: readonly Tag[]) => tags.map(({ Key, Value }) => `"${Key}" = "${Value}"`).join(", ");

async function addTags(
  resources: readonly string[],
  Tags: Tag[],
  region: string,
  { aws }: ImageJob,
  run: BuildContext,
) {
  if (Tags.length === 0 || resources.length === 0) return;
  const ec2 = await aws.ec2(region);
  await onceKnown(() => ec2.createTags({ Resources: [...resources], Tags }), run);
}

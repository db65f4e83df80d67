import type { Tag } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import { type BuildData, type KeyValue, tagsOf } from "../tags.js";

/** Whether there are to be AMIs; says so where there are not. */
export function wantsImages({ skip_create_ami }: { readonly skip_create_ami: boolean }, run: BuildContext): boolean {
  if (skip_create_ami) run.say("Skipping AMI creation, as skip_create_ami says");
  return !skip_create_ami;
}

/** The tags of an instance. */
interface InheritedTags {
  readonly skip_ami_run_tags: boolean;
  readonly run_tags: Readonly<Record<string, string>>;
  readonly run_tag: readonly KeyValue[];
}

/** What AMIs inherit of the instance's tags. */
export const inheritedTags = (config: InheritedTags, data: BuildData, run: BuildContext): Tag[] =>
  config.skip_ami_run_tags ? [] : tagsOf(run, config.run_tags, config.run_tag, data);

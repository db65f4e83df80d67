import { type Aws, isAwsError } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import { runTag } from "../tags.js";

/** Things that become the user's lose the mark of their run. Where the permissions do not allow that, it does no harm. */
export async function removeRunTags(resources: readonly string[], aws: Aws, run: BuildContext): Promise<void> {
  if (resources.length === 0) return;
  try {
    await (await aws.ec2()).deleteTags({ Resources: [...resources], Tags: [runTag(run)] });
  } catch (error) {
    if (!isAwsError(error, "UnauthorizedOperation")) throw error;
  }
}

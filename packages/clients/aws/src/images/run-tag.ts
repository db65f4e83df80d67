import type { Aws } from "../aws.js";
import { isAwsError } from "../failure.js";

/** The key of the tag that says which run has made a thing. `ingot clean` destroys nothing without it. */
export const runTagKey = "ingot:run";

/** Things that become the user's lose the mark of their run. Where the permissions do not allow that, it does no harm. */
export async function removeRunTag(resources: readonly string[], aws: Aws): Promise<void> {
  if (resources.length === 0) return;
  try {
    await (await aws.ec2()).deleteTags({ Resources: [...resources], Tags: [{ Key: runTagKey }] });
  } catch (error) {
    if (!isAwsError(error, "UnauthorizedOperation")) throw error;
  }
}

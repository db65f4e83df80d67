import type { Tag } from "@aws-sdk/client-ec2";
import { isIngotError } from "@ingot/core/plugin";
import type { Aws } from "../aws.js";
import type { AwsContext } from "../context.js";
import { onceKnown } from "../once-known.js";

/** The key of the tag that says which run has made a thing. `ingot clean` destroys nothing without it. */
export const runTagKey = "ingot:run";

/** The mark that all has which a run makes, from its creation on. */
export const runTag = ({ runId }: { readonly runId: string }): Tag => ({ Key: runTagKey, Value: runId });

export const hasRunTag = ({ Tags = [] }: { readonly Tags?: readonly Tag[] | undefined }, runId: string): boolean =>
  Tags.some(({ Key, Value }) => Key === runTagKey && Value === runId);

/** Things that have become the user's. */
export interface FinishedThings {
  readonly ids: readonly string[];
  /** Default: the own one. */
  readonly region?: string;
  /** The keys of other tags that only the run needed. */
  readonly keys?: readonly string[];
}

/** They lose the mark of their run. Where that is refused it does no harm: no run that is over and owes nothing looks for it. */
export async function removeRunTag(things: FinishedThings, aws: Aws, context: AwsContext): Promise<void> {
  const { ids, region, keys = [] } = things;
  if (ids.length === 0) return;
  const all = [runTagKey, ...keys];
  const ec2 = await aws.ec2(region);
  try {
    await onceKnown(() => ec2.deleteTags({ Resources: [...ids], Tags: all.map((Key) => ({ Key })) }), context);
  } catch (error) {
    if (!isIngotError(error, "AWS_REQUEST")) throw error;
    context.say?.(`${all.join(" and ")} could not be taken off ${ids.join(", ")}: ${error.message}`);
  }
}

import { type Aws, isAwsError, runTagKey } from "@ingot/client-aws";
import { type DestroyOutcome, IngotError, type ResourceRecord } from "@ingot/core/plugin";
import type { Reap, Reapers } from "../reap.js";
import { untilFound } from "../until-seen.js";
import { terminate } from "./instance.js";
import { launchTagKey } from "./instance-parameters.js";
import { deleteKeyPair } from "./key-pair.js";
import { deleteLaunchTemplate } from "./launch-template.js";
import { deleteVolume, volumesOf } from "./left-volumes.js";
import { deleteGroup } from "./security-group.js";
import { deleteProfile } from "./temporary-profile.js";

const outcome = (isDestroyed: boolean): DestroyOutcome => (isDestroyed ? "destroyed" : "absent");

/** Destroys all that `find` gives; what has just been made is not seen everywhere at once. */
const reapFound =
  (
    find: (record: ResourceRecord, aws: Aws) => Promise<readonly string[]>,
    destroy: (aws: Aws, id: string, run: Parameters<Reap>[2]) => Promise<unknown>,
  ): Reap =>
  async (record, aws, run) => {
    const isFound = await untilFound(record, run, async () => {
      const found = await find(record, aws);
      for (const id of found) await destroy(aws, id, run);
      return found.length > 0;
    });
    return outcome(isFound);
  };

const ofRun = (runId: string) => ({ Name: `tag:${runTagKey}`, Values: [runId] });

/** What a journal says of a thing, in which anybody may have written. */
function textOf({ handle, description }: ResourceRecord, name: "name" | "clientToken"): string {
  const text = handle[name];
  if (typeof text === "string" && text !== "") return text;
  throw new IngotError({
    code: "JOURNAL_INVALID",
    source: "engine",
    message: `The journal does not say which thing of Amazon's it is: ${description}. It is left alone.`,
  });
}

async function findInstances(record: ResourceRecord, aws: Aws): Promise<string[]> {
  const launch = { Name: `tag:${launchTagKey}`, Values: [textOf(record, "clientToken")] };
  const alive = { Name: "instance-state-name", Values: ["pending", "running", "stopping", "stopped", "shutting-down"] };
  const ec2 = await aws.ec2();
  const { Reservations = [] } = await ec2.describeInstances({ Filters: [ofRun(record.runId), launch, alive] });
  return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId = "" }) => InstanceId));
}

/** By the time that they are looked for their instance is gone. */
const findVolumes = (record: ResourceRecord, aws: Aws): Promise<string[]> =>
  volumesOf(textOf(record, "clientToken"), record.runId, aws);

async function findGroups(record: ResourceRecord, aws: Aws): Promise<string[]> {
  const ec2 = await aws.ec2();
  const name = { Name: "group-name", Values: [textOf(record, "name")] };
  const { SecurityGroups = [] } = await ec2.describeSecurityGroups({ Filters: [ofRun(record.runId), name] });
  return SecurityGroups.map(({ GroupId = "" }) => GroupId);
}

/** Who may not look takes a name that holds the run's id for proof. */
async function findKeyPairs(record: ResourceRecord, aws: Aws): Promise<string[]> {
  const ec2 = await aws.ec2();
  const name = textOf(record, "name");
  try {
    const Filters = [ofRun(record.runId), { Name: "key-name", Values: [name] }];
    const { KeyPairs = [] } = await ec2.describeKeyPairs({ Filters });
    return KeyPairs.map(({ KeyName = "" }) => KeyName);
  } catch (error) {
    if (isAwsError(error, "UnauthorizedOperation") && name.includes(record.runId)) return [name];
    throw error;
  }
}

/** A name that the run has made up, which proves that the thing is its own. */
function ownName(record: ResourceRecord): string {
  const name = textOf(record, "name");
  if (name.includes(record.runId)) return name;
  throw new IngotError({
    code: "JOURNAL_INVALID",
    source: "engine",
    message: `The journal names ${name} as its run's, and no run would name anything so. It is left alone.`,
  });
}

/** What a launch of a dead run has left. */
export const runReapers: Reapers = {
  "aws.instance": reapFound(findInstances, terminate),
  "aws.instance-volumes": reapFound(findVolumes, (aws, id, run) => deleteVolume(id, aws, run)),
  "aws.security-group": reapFound(findGroups, deleteGroup),
  "aws.key-pair": reapFound(findKeyPairs, (aws, name) => deleteKeyPair(aws, name)),
  "aws.launch-template": async (record, aws) => outcome(await deleteLaunchTemplate(aws, ownName(record))),
  "aws.instance-profile": async (record, aws) => outcome(await deleteProfile(aws, ownName(record))),
};

import { type Aws, acquireWhole, type Instance, isAwsError, retryUntil } from "@ingot/client-aws";
import type { Acquired, BuildContext, ReapContext } from "@ingot/core/plugin";
import { launchTagKey, type PreparedLaunch } from "./instance-parameters.js";

/** How long an instance may take for a change of its state, in milliseconds. */
export const statePatience = 600_000;

/** How long an instance may be unknown that was just made, in milliseconds. */
const visibility = 15_000;

/** Who waits: a build, or whoever cleans up after it. */
export type Waiter = Pick<BuildContext & ReapContext, "host" | "signal">;

/** An instance of the build's own. */
export interface InstanceParts {
  readonly id: string;
  /** Terminates it, and waits until it is gone. */
  release(): Promise<void>;
}

/** Makes an instance by `create`, journalled by its token. It is terminated at the latest when the build ends. */
export async function ownInstance(
  launch: PreparedLaunch,
  run: BuildContext,
  create: (signal: AbortSignal) => Promise<string>,
): Promise<InstanceParts> {
  const { aws, token } = launch;
  const acquired: Acquired<string> = await acquireWhole(run, {
    intent: {
      kind: "aws.instance",
      description: `instance ${token} in ${aws.region}`,
      handle: { access: aws.access, region: aws.region, clientToken: token },
    },
    create,
    patience: statePatience + visibility,
    destroy: async (id) => {
      run.say("Terminating the source AWS instance...");
      await terminate(aws, id, run);
    },
    undo: async (abortSignal) => {
      for (const id of await launchedBy(token, aws, abortSignal)) await terminate(aws, id, run);
    },
  });
  run.say(`Instance ID: ${acquired.value}`);
  return { id: acquired.value, release: acquired.release };
}

async function launchedBy(token: string, aws: Aws, abortSignal: AbortSignal): Promise<string[]> {
  const ec2 = await aws.ec2();
  const Filters = [{ Name: `tag:${launchTagKey}`, Values: [token] }];
  const { Reservations = [] } = await ec2.describeInstances({ Filters }, { abortSignal });
  return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId = "" }) => InstanceId));
}

/** Waits until it is gone: until then its volumes, its network interface and its groups are in use. */
export async function terminate(aws: Aws, id: string, run: Waiter): Promise<void> {
  const ec2 = await aws.ec2();
  const codes = ["InvalidInstanceID.NotFound"];
  try {
    await retryUntil(() => ec2.terminateInstances({ InstanceIds: [id] }), { codes, for: visibility }, run);
  } catch (error) {
    if (isAwsError(error, ...codes)) return;
    throw error;
  }
  await aws.watch.instance(id, {
    what: `instance ${id} to be terminated`,
    until: ({ State }) => State?.Name === "terminated",
    timeout: statePatience,
    absentMeansDone: true,
  });
}

const over = ["shutting-down", "terminated", "stopping", "stopped"];

/** Waits until the instance runs. */
export async function awaitRunning(aws: Aws, id: string, run: BuildContext): Promise<Instance> {
  run.say(`Waiting for instance (${id}) to become ready...`);
  return aws.watch.instance(id, {
    what: `instance ${id} to become ready`,
    until: ({ State }) => State?.Name === "running",
    fails: ({ State, StateReason }) =>
      over.includes(State?.Name ?? "")
        ? `it is ${State!.Name}: ${StateReason?.Message ?? "Amazon does not say why"}`
        : undefined,
    timeout: statePatience,
  });
}

/** What Amazon says of it now. */
export async function describeInstance(aws: Aws, id: string): Promise<Instance> {
  return aws.watch.instance(id, { what: `instance ${id}`, until: () => true, timeout: 60_000 });
}

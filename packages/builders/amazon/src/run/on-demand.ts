import { isAwsError, type RunInstancesCommandInput, retryUntil } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import { type InstanceParts, ownInstance } from "./instance.js";
import { instanceParameters, networkParameters, type PreparedLaunch } from "./instance-parameters.js";
import type { LaunchConfig } from "./launched-machine.js";

/** How long EC2 may not know a profile that was just made, in milliseconds. */
const propagation = 60_000;

/** How long EC2 may not know a key pair or a group that was just made, in milliseconds. */
const visibility = 15_000;

/** What it says until then. */
const unknown = ["InvalidKeyPair.NotFound", "InvalidGroup.NotFound", "InvalidSecurityGroupID.NotFound"];

/** Runs the instance at the usual price. */
export async function runOnDemand(launch: PreparedLaunch, run: BuildContext): Promise<InstanceParts> {
  const parameters = onDemandParameters(launch, run);
  if (launch.profile?.isNew) await awaitProfile(launch, parameters, run);
  run.say("Launching a source AWS instance...");
  return ownInstance(launch, run, async (abortSignal) => {
    const ec2 = await launch.aws.ec2();
    const ask = () => ec2.runInstances(parameters, { abortSignal });
    const { Instances = [] } = await retryUntil(ask, { codes: unknown, for: visibility }, run);
    return Instances[0]!.InstanceId!;
  });
}

function onDemandParameters(launch: PreparedLaunch, run: BuildContext): RunInstancesCommandInput {
  const { config, network, token } = launch;
  const { Placement, ...parameters } = instanceParameters(launch, run);
  const zone = network.availabilityZone;
  return {
    ...parameters,
    ...networkParameters(launch),
    Placement: { ...Placement, ...(zone && { AvailabilityZone: zone }) },
    InstanceType: config.instance_type as NonNullable<RunInstancesCommandInput["InstanceType"]>,
    InstanceInitiatedShutdownBehavior: config.shutdown_behavior as "stop" | "terminate",
    CapacityReservationSpecification: capacityReservation(config),
    MinCount: 1,
    MaxCount: 1,
    ClientToken: token,
  };
}

/** A reservation that is named excludes a preference. */
function capacityReservation(
  config: LaunchConfig,
): NonNullable<RunInstancesCommandInput["CapacityReservationSpecification"]> {
  const { capacity_reservation_id: id, capacity_reservation_group_arn: group } = config;
  if (id) return { CapacityReservationTarget: { CapacityReservationId: id } };
  if (group) return { CapacityReservationTarget: { CapacityReservationResourceGroupArn: group } };
  return { CapacityReservationPreference: config.capacity_reservation_preference === "open" ? "open" : "none" };
}

/** A launch that is only tried tells whether EC2 knows the profile. */
async function awaitProfile(
  launch: PreparedLaunch,
  parameters: RunInstancesCommandInput,
  run: BuildContext,
): Promise<void> {
  run.say("Waiting until EC2 knows the temporary instance profile...");
  const ec2 = await launch.aws.ec2();
  const { ClientToken: _token, ...rest } = parameters;
  const attempt = async () => {
    try {
      await ec2.runInstances({ ...rest, DryRun: true });
    } catch (error) {
      if (!isAwsError(error, "DryRunOperation", "UnauthorizedOperation")) throw error;
    }
  };
  await retryUntil(attempt, { codes: ["InvalidParameterValue"], for: propagation }, run);
}

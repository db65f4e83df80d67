import { type Aws, onceKnown } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import type { RunConfig } from "./run-fields.js";

/** Gives a stopped instance what its image is to have of enhanced networking. */
export async function modifyInstance(
  config: RunConfig,
  aws: Aws,
  InstanceId: string,
  run: BuildContext,
): Promise<void> {
  const ec2 = await aws.ec2();
  if (config.sriov_support) {
    run.say("Enabling Enhanced Networking (SR-IOV)...");
    await onceKnown(() => ec2.modifyInstanceAttribute({ InstanceId, SriovNetSupport: { Value: "simple" } }), run);
  }
  if (config.ena_support === undefined) return;
  run.say(`${config.ena_support ? "Enabling" : "Disabling"} Enhanced Networking (ENA)...`);
  const EnaSupport = { Value: config.ena_support };
  await onceKnown(() => ec2.modifyInstanceAttribute({ InstanceId, EnaSupport }), run);
}

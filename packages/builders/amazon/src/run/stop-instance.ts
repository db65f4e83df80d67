import { type Aws, type Instance, onceKnown } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import { statePatience } from "./instance.js";
import type { RunConfig } from "./run-fields.js";

/** Stops the instance, or waits until it has shut itself down. */
export async function stopInstance(config: RunConfig, aws: Aws, id: string, run: BuildContext): Promise<void> {
  if (config.disable_stop_instance) run.say("Automatic instance stop disabled. Please stop instance manually.");
  else await askToStop(aws, id, run);
  run.say("Waiting for the instance to stop...");
  await aws.watch.instance(id, {
    what: `instance ${id} to stop`,
    until: ({ State }) => State?.Name === "stopped",
    fails: whyNever,
    timeout: statePatience,
  });
}

async function askToStop(aws: Aws, id: string, run: BuildContext): Promise<void> {
  run.say("Stopping the source instance...");
  const ec2 = await aws.ec2();
  await onceKnown(() => ec2.stopInstances({ InstanceIds: [id] }), run);
}

function whyNever({ State }: Instance): string | undefined {
  if (State?.Name !== "terminated" && State?.Name !== "shutting-down") return undefined;
  return "it was terminated, and no image can be made of it: look at shutdown_behavior, and whether a provisioner shuts it down";
}

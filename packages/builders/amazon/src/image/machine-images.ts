import { type Aws, openAws } from "@ingot/client-aws";
import type { Artifact, BuildContext, Machine } from "@ingot/core/plugin";
import { launchMachine } from "../run/launch-machine.js";
import type { LaunchConfig, LaunchedMachine, LaunchOptions } from "../run/launched-machine.js";
import type { ImageConfig } from "./image-fields.js";
import { prevalidateImages } from "./image-names.js";
import { type ImageMaker, makeImages } from "./make-images.js";
import { inheritedTags } from "./wanted-images.js";

/** A running instance of which AMIs are to be made, and what a template says of both. */
export interface ImageMachine<C = LaunchConfig & ImageConfig> {
  readonly config: C;
  readonly aws: Aws;
  readonly launched: LaunchedMachine;
}

/** Looks whether the AMIs can be made at all, and starts the instance. `save` makes them when it is provisioned. */
export async function startImageMachine<C extends LaunchConfig & ImageConfig>(
  config: C,
  options: LaunchOptions,
  save: (machine: ImageMachine<C>, run: BuildContext) => Promise<Artifact | undefined>,
  run: BuildContext,
): Promise<Machine> {
  const aws = await openAws(config, run);
  await prevalidateImages({ config, aws }, run);
  const virtualizationType = config.ami_virtualization_type;
  const launched = await launchMachine(config, aws, run, { virtualizationType, ...options });
  const { communicator, exports } = launched;
  return { communicator, exports, save: (saving) => save({ config, aws, launched }, saving) };
}

/** Makes the AMIs; they inherit tags of the instance, which ends when they are there. */
export function makeMachineImages(
  { config, aws, launched }: ImageMachine,
  by: Pick<ImageMaker, "builderId" | "request" | "keep">,
  run: BuildContext,
): Promise<Artifact> {
  const data = launched.sourceData;
  const runTags = inheritedTags(config, data, run);
  return makeImages({ config, aws, data, runTags, release: launched.release, ...by }, run);
}

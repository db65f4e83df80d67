import { type CreateImageCommandInput, tagSpecifications } from "@ingot/client-aws";
import type { Artifact, BuildContext } from "@ingot/core/plugin";
import { toSdkBlockDevices } from "../block-devices/sdk-block-devices.js";
import { type ImageMachine, makeMachineImages } from "../image/machine-images.js";
import type { ImageMaker } from "../image/make-images.js";
import { wantsImages } from "../image/wanted-images.js";
import type { AmazonEbsConfig } from "./config.js";

type EbsMachine = ImageMachine<AmazonEbsConfig>;

/** Stops the instance and makes AMIs of it. Where none is wanted there is no need to wait for it to stop. */
export async function saveImages(machine: EbsMachine, run: BuildContext): Promise<Artifact | undefined> {
  if (!wantsImages(machine.config, run)) return undefined;
  await machine.launched.stop(run);
  const request: ImageMaker["request"] = (image) => createImage(machine, image);
  return makeMachineImages(machine, { builderId: "mitchellh.amazonebs", request }, run);
}

type Wanted = Parameters<ImageMaker["request"]>[0];

async function createImage({ config, aws, launched }: EbsMachine, { name, tags }: Wanted) {
  const request: CreateImageCommandInput = {
    InstanceId: launched.instanceId,
    Name: name,
    BlockDeviceMappings: toSdkBlockDevices(config.ami_block_device_mappings),
    TagSpecifications: tagSpecifications(["image"], tags),
  };
  const ec2 = await aws.ec2();
  return (await ec2.createImage(request)).ImageId;
}

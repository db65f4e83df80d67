import type { Aws, CreateImageCommandInput } from "@ingot/client-aws";
import type { Artifact, BuildContext } from "@ingot/core/plugin";
import { toSdkBlockDevices } from "../block-devices/sdk-block-devices.js";
import { makeImages } from "../image/make-images.js";
import { tagSpecifications } from "../image/tag-specifications.js";
import { inheritedTags, wantsImages } from "../image/wanted-images.js";
import type { LaunchedMachine } from "../run/launched-machine.js";
import type { AmazonEbsConfig } from "./config.js";

/** An instance whose provisioning is over. */
export interface ProvisionedInstance {
  readonly config: AmazonEbsConfig;
  readonly aws: Aws;
  readonly launched: LaunchedMachine;
}

/** Stops the instance and makes AMIs of it. Where none is wanted there is no need to wait for it to stop. */
export async function saveImages(provisioned: ProvisionedInstance, run: BuildContext): Promise<Artifact | undefined> {
  const { config, aws, launched } = provisioned;
  if (!wantsImages(config, run)) return undefined;
  await launched.stop(run);
  const data = launched.sourceData;
  const runTags = inheritedTags(config, data, run);
  return makeImages(
    {
      config,
      aws,
      data,
      runTags,
      builderId: "mitchellh.amazonebs",
      release: launched.release,
      request: ({ name, tags }) => createImage(provisioned, { name, tags }),
    },
    run,
  );
}

type Wanted = Parameters<Parameters<typeof makeImages>[0]["request"]>[0];

async function createImage({ config, aws, launched }: ProvisionedInstance, { name, tags }: Wanted) {
  const request: CreateImageCommandInput = {
    InstanceId: launched.instanceId,
    Name: name,
    BlockDeviceMappings: toSdkBlockDevices(config.ami_block_device_mappings),
    TagSpecifications: tagSpecifications(["image"], tags),
  };
  const ec2 = await aws.ec2();
  return (await ec2.createImage(request)).ImageId;
}

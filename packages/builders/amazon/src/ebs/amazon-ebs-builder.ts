import { openAws } from "@ingot/client-aws";
import { defineBuilder, type Machine } from "@ingot/core/plugin";
import { toSdkBlockDevices } from "../block-devices/sdk-block-devices.js";
import { amazonArtifact } from "../image/image-artifact.js";
import { prevalidateImages } from "../image/image-names.js";
import { launchMachine } from "../run/launch-machine.js";
import { sourceExportNames } from "../run/source-image.js";
import { checkEbs } from "./check-ebs.js";
import { type AmazonEbsConfig, amazonEbsConfig } from "./config.js";
import { saveImages } from "./save-images.js";

/** Starts an instance of an AMI, and makes another AMI of it. */
export const amazonEbsBuilder = defineBuilder<AmazonEbsConfig>({
  type: "amazon-ebs",
  description: "Makes an Amazon Machine Image of an instance that starts from another one.",
  config: amazonEbsConfig,
  exports: sourceExportNames,
  artifact: amazonArtifact,
  check: checkEbs,
  async start(config, run): Promise<Machine> {
    const aws = await openAws(config, run);
    await prevalidateImages({ config, aws }, run);
    const launched = await launchMachine(config, aws, run, {
      blockDevices: toSdkBlockDevices(config.launch_block_device_mappings),
      virtualizationType: config.ami_virtualization_type,
    });
    const { communicator, exports } = launched;
    return { communicator, exports, save: (saving) => saveImages({ config, aws, launched }, saving) };
  },
});

import { defineBuilder } from "@ingot/core/plugin";
import { toSdkBlockDevices } from "../block-devices/sdk-block-devices.js";
import { amazonArtifact } from "../image/image-artifact.js";
import { startImageMachine } from "../image/machine-images.js";
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
  start(config, run) {
    const blockDevices = toSdkBlockDevices(config.launch_block_device_mappings);
    return startImageMachine(config, { blockDevices }, saveImages, run);
  },
});

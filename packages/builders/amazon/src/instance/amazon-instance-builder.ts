import { defineBuilder } from "@ingot/core/plugin";
import { toSdkBlockDevices } from "../block-devices/sdk-block-devices.js";
import { amazonArtifact } from "../image/image-artifact.js";
import { startImageMachine } from "../image/machine-images.js";
import { sourceExportNames } from "../run/source-image.js";
import { checkInstanceStore } from "./check-instance-store.js";
import { type AmazonInstanceConfig, amazonInstanceConfig } from "./config.js";
import { saveInstanceStore } from "./save-instance-store.js";

/** Makes an AMI that stands in S3 of an instance whose root disk is its host's. */
export const amazonInstanceBuilder = defineBuilder<AmazonInstanceConfig>({
  type: "amazon-instance",
  description:
    "Makes an Amazon Machine Image backed by instance store: the instance bundles its own disk and sends it to S3.",
  config: amazonInstanceConfig,
  exports: sourceExportNames,
  artifact: amazonArtifact,
  check: checkInstanceStore,
  start(config, run) {
    const blockDevices = toSdkBlockDevices(config.launch_block_device_mappings);
    return startImageMachine(config, { blockDevices, rootDevice: "instance-store" }, saveInstanceStore, run);
  },
});

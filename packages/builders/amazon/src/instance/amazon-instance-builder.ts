import { openAws } from "@ingot/client-aws";
import { defineBuilder, type Machine } from "@ingot/core/plugin";
import { toSdkBlockDevices } from "../block-devices/sdk-block-devices.js";
import { amazonArtifact } from "../image/image-artifact.js";
import { prevalidateImages } from "../image/image-names.js";
import { launchMachine } from "../run/launch-machine.js";
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
  async start(config, run): Promise<Machine> {
    const aws = await openAws(config, run);
    await prevalidateImages({ config, aws }, run);
    const launched = await launchMachine(config, aws, run, {
      blockDevices: toSdkBlockDevices(config.launch_block_device_mappings),
      rootDevice: "instance-store",
      virtualizationType: config.ami_virtualization_type,
    });
    const { communicator, exports } = launched;
    return { communicator, exports, save: (saving) => saveInstanceStore({ config, aws, launched }, saving) };
  },
});

import { openAws } from "@ingot/client-aws";
import { defineBuilder, type Machine } from "@ingot/core/plugin";
import { toSdkBlockDevices } from "../block-devices/sdk-block-devices.js";
import { amazonArtifact } from "../image/image-artifact.js";
import { prevalidateImages } from "../image/image-names.js";
import { launchMachine } from "../run/launch-machine.js";
import { sourceExportNames } from "../run/source-image.js";
import { checkSurrogate } from "./check-surrogate.js";
import { type AmazonEbssurrogateConfig, amazonEbssurrogateConfig } from "./config.js";
import { saveSurrogate } from "./save-surrogate.js";

/** Makes an AMI of a volume that an instance has written. */
export const amazonEbssurrogateBuilder = defineBuilder<AmazonEbssurrogateConfig>({
  type: "amazon-ebssurrogate",
  description:
    "Makes an Amazon Machine Image of volumes that an instance of another one has written, so that nothing of that is in it.",
  config: amazonEbssurrogateConfig,
  exports: sourceExportNames,
  artifact: amazonArtifact,
  check: checkSurrogate,
  async start(config, run): Promise<Machine> {
    const aws = await openAws(config, run);
    await prevalidateImages({ config, aws }, run);
    const launched = await launchMachine(config, aws, run, {
      blockDevices: toSdkBlockDevices(config.launch_block_device_mappings),
      virtualizationType: config.ami_virtualization_type,
    });
    const { communicator, exports } = launched;
    return { communicator, exports, save: (saving) => saveSurrogate({ config, aws, launched }, saving) };
  },
});

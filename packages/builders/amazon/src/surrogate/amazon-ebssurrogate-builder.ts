import { defineBuilder } from "@ingot/core/plugin";
import { toSdkBlockDevices } from "../block-devices/sdk-block-devices.js";
import { amazonArtifact } from "../image/image-artifact.js";
import { startImageMachine } from "../image/machine-images.js";
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
  start(config, run) {
    const blockDevices = toSdkBlockDevices(config.launch_block_device_mappings);
    return startImageMachine(config, { blockDevices }, saveSurrogate, run);
  },
});

import { openAws } from "@ingot/client-aws";
import { defineBuilder, type Machine } from "@ingot/core/plugin";
import { toSdkBlockDevices } from "../block-devices/sdk-block-devices.js";
import { launchMachine } from "../run/launch-machine.js";
import { sourceExportNames } from "../run/source-image.js";
import { checkVolumes } from "./check-volumes.js";
import { type AmazonEbsvolumeConfig, amazonEbsvolumeConfig } from "./config.js";
import { saveVolumes } from "./save-volumes.js";
import { tagVolumes } from "./tag-volumes.js";
import { amazonVolumeArtifact } from "./volume-artifact.js";

/** Starts an instance that fills volumes, which stay when it is gone. */
export const amazonEbsvolumeBuilder = defineBuilder<AmazonEbsvolumeConfig>({
  type: "amazon-ebsvolume",
  description: "Makes volumes of Amazon EBS, and snapshots of them, that an instance has filled.",
  config: amazonEbsvolumeConfig,
  exports: sourceExportNames,
  artifact: amazonVolumeArtifact,
  check: checkVolumes,
  async start(config, run): Promise<Machine> {
    const aws = await openAws(config, run);
    await aws.validate([aws.region]);
    const launched = await launchMachine(config, aws, run, { blockDevices: toSdkBlockDevices(config.ebs_volumes) });
    const job = { config, aws, launched };
    const volumes = await tagVolumes(job, run);
    const { communicator, exports } = launched;
    return { communicator, exports, save: (saving) => saveVolumes(volumes, job, saving) };
  },
});

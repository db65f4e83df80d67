import type { Aws } from "@ingot/client-aws";
import type { LaunchedMachine } from "../run/launched-machine.js";
import type { AmazonEbsvolumeConfig, VolumeConfig } from "./config.js";

/** An instance that provisions volumes. */
export interface VolumeJob {
  readonly config: AmazonEbsvolumeConfig;
  readonly aws: Aws;
  readonly launched: LaunchedMachine;
}

/** A volume of the instance, and what the template says of it. */
export interface MadeVolume {
  readonly id: string;
  readonly config: VolumeConfig;
}

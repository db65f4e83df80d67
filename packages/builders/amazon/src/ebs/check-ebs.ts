import { checkAwsAccess } from "@ingot/client-aws";
import { checkCommunicator } from "@ingot/communicator-config";
import type { CheckHost, ConfigIssue } from "@ingot/core/plugin";
import { checkBlockDevices } from "../block-devices/check-block-devices.js";
import { checkImage } from "../image/check-image.js";
import { checkRun } from "../run/check-run.js";
import type { AmazonEbsConfig } from "./config.js";

/** What the schema cannot say. */
export const checkEbs = (config: AmazonEbsConfig, host: CheckHost): ConfigIssue[] => [
  ...checkAwsAccess(config, host),
  ...checkImage(config, config.region),
  ...checkBlockDevices(config.launch_block_device_mappings, "launch_block_device_mappings"),
  ...checkBlockDevices(config.ami_block_device_mappings, "ami_block_device_mappings"),
  ...checkRun(config, host),
  ...checkCommunicator(config, host),
];

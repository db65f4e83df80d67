import type { CheckHost, ConfigIssue } from "@ingot/core/plugin";
import { checkAccess } from "./check-access.js";
import { checkInstance } from "./check-instance.js";
import { checkNetwork } from "./check-network.js";
import { checkRunTags } from "./check-run-tags.js";
import { checkSource } from "./check-source.js";
import { checkSpot } from "./check-spot.js";
import type { LaunchConfig } from "./launched-machine.js";

/** What is wrong with the instance that a template describes, and with the way to it. */
export const checkRun = (config: LaunchConfig, host: CheckHost): ConfigIssue[] => [
  ...checkSource(config),
  ...checkInstance(config, host),
  ...checkSpot(config),
  ...checkNetwork(config),
  ...checkAccess(config),
  ...checkRunTags(config),
];

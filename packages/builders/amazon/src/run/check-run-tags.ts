import type { ConfigIssue } from "@ingot/core/plugin";
import { checkTags } from "../check-tags.js";
import { keyed } from "../tags.js";
import type { LaunchConfig } from "./launched-machine.js";

/** Three are the build's own: the instance's `Name`, and what finds it again. */
const most = 47;

export const checkRunTags = (config: LaunchConfig): ConfigIssue[] => [
  ...checkTags(["run_tags", config.run_tags], ["run_tag", config.run_tag], most),
  ...checkTags(["run_volume_tags", config.run_volume_tags], ["run_volume_tag", config.run_volume_tag.map(keyed)], most),
  ...checkTags(["spot_tags", config.spot_tags], ["spot_tag", config.spot_tag], most),
  ...checkTags(["fleet_tags", config.fleet_tags], ["fleet_tag", config.fleet_tag], most),
];

import type { ConfigIssue } from "@ingot/core/plugin";
import { checkTags } from "../check-tags.js";
import type { ImageConfig } from "./image-fields.js";

/** Two are ours while the AMI is being made. */
const most = 48;

export const checkImageTags = (config: ImageConfig): ConfigIssue[] => [
  ...checkTags(["tags", config.tags], ["tag", config.tag], most),
  ...checkTags(["snapshot_tags", config.snapshot_tags], ["snapshot_tag", config.snapshot_tag], most),
];

import { checkAccounts, checkAwsAccess, checkGroups } from "@ingot/client-aws";
import { checkCommunicator } from "@ingot/communicator-config";
import type { CheckHost, ConfigIssue } from "@ingot/core/plugin";
import { checkBlockDevices } from "../block-devices/check-block-devices.js";
import { checkTags } from "../check-tags.js";
import { checkRun } from "../run/check-run.js";
import type { AmazonEbsvolumeConfig, VolumeConfig } from "./config.js";

/** What the schema cannot say. */
export const checkVolumes = (config: AmazonEbsvolumeConfig, host: CheckHost): ConfigIssue[] => [
  ...checkAwsAccess(config, host),
  ...checkBlockDevices(config.ebs_volumes, "ebs_volumes"),
  ...config.ebs_volumes.flatMap((volume, index) =>
    within(["ebs_volumes", index], [...checkVolumeTags(volume), ...checkSnapshot(volume)]),
  ),
  ...checkRun(config, host),
  ...checkCommunicator(config, host),
];

const within = (path: ConfigIssue["path"], issues: readonly ConfigIssue[]): ConfigIssue[] =>
  issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));

/** One is ours until the volume is done. */
const most = 49;

const checkVolumeTags = (volume: VolumeConfig): ConfigIssue[] => [
  ...checkTags(["tags", volume.tags], ["tag", volume.tag], most),
  ...checkTags(["snapshot_tags", volume.snapshot_tags], ["snapshot_tag", volume.snapshot_tag], most),
];

function checkSnapshot(volume: VolumeConfig): ConfigIssue[] {
  const { encrypted, kms_key_id, snapshot_users, snapshot_groups } = volume;
  const encrypting = encrypted ? "encrypted" : kms_key_id ? "kms_key_id" : undefined;
  return [
    ...checkAccounts("snapshot_users", snapshot_users),
    ...checkGroups("snapshot_groups", snapshot_groups, encrypting),
    ...(volume.snapshot_volume ? [] : withoutSnapshot.filter((field) => isSet(volume[field])).map(unused)),
  ];
}

const withoutSnapshot = [
  "snapshot_description",
  "snapshot_tags",
  "snapshot_tag",
  "snapshot_users",
  "snapshot_groups",
] as const;

const isSet = (value: string | object) => (typeof value === "string" ? value !== "" : Object.keys(value).length > 0);

const unused = (field: string): ConfigIssue => ({
  path: [field],
  severity: "warning",
  summary: "Ignored argument",
  detail: `No snapshot is taken of this volume: set snapshot_volume = true, or remove ${field}.`,
});

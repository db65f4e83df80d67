import { checkAwsAccess } from "@ingot/client-aws";
import { checkCommunicator } from "@ingot/communicator-config";
import type { CheckHost, ConfigIssue } from "@ingot/core/plugin";
import { checkBlockDevices } from "../block-devices/check-block-devices.js";
import { checkImage } from "../image/check-image.js";
import { checkRun } from "../run/check-run.js";
import { accountOf } from "./bundle-data.js";
import type { AmazonInstanceConfig } from "./config.js";

/** What the schema cannot say. */
export const checkInstanceStore = (config: AmazonInstanceConfig, host: CheckHost): ConfigIssue[] => [
  ...checkAwsAccess(config, host),
  ...checkImage(config, config.region),
  ...checkBlockDevices(config.launch_block_device_mappings, "launch_block_device_mappings"),
  ...checkBlockDevices(config.ami_block_device_mappings, "ami_block_device_mappings"),
  ...checkAccount(config),
  ...checkFiles(config, host),
  ...checkRun(config, host),
  ...checkCommunicator(config, host),
];

function checkAccount(config: AmazonInstanceConfig): ConfigIssue[] {
  if (/^\d{12}$/.test(accountOf(config))) return [];
  const detail = `"${config.account_id}" is no account: an id has 12 digits, perhaps with dashes between them.`;
  return [{ path: ["account_id"], summary: "Invalid account", detail }];
}

const checkFiles = (config: AmazonInstanceConfig, host: CheckHost): ConfigIssue[] =>
  (["x509_cert_path", "x509_key_path"] as const)
    .filter((field) => host.kindOf(config[field]) !== "file")
    .map((field) => ({
      path: [field],
      summary: "File not found",
      detail: `There is no file ${config[field]}.`,
    }));

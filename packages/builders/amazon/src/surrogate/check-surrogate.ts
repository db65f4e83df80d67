import { checkAwsAccess } from "@ingot/client-aws";
import { checkCommunicator } from "@ingot/communicator-config";
import type { CheckHost, ConfigIssue } from "@ingot/core/plugin";
import { checkBlockDevices } from "../block-devices/check-block-devices.js";
import { checkImage } from "../image/check-image.js";
import { checkRun } from "../run/check-run.js";
import type { AmazonEbssurrogateConfig } from "./config.js";

/** What the schema cannot say. */
export const checkSurrogate = (config: AmazonEbssurrogateConfig, host: CheckHost): ConfigIssue[] => [
  ...checkAwsAccess(config, host),
  ...checkImage(config, config.region),
  ...checkBlockDevices(config.launch_block_device_mappings, "launch_block_device_mappings"),
  ...checkBlockDevices(config.ami_block_device_mappings, "ami_block_device_mappings"),
  ...checkRootDevice(config),
  ...checkRegistration(config),
  ...checkRun(config, host),
  ...checkCommunicator(config, host),
];

function checkRootDevice({
  ami_root_device: root,
  launch_block_device_mappings,
}: AmazonEbssurrogateConfig): ConfigIssue[] {
  const issue = (detail: string): ConfigIssue[] => [
    { path: ["ami_root_device", "source_device_name"], summary: "Unsuitable root device", detail },
  ];
  const source = launch_block_device_mappings.find(({ device_name }) => device_name === root.source_device_name);
  const names = launch_block_device_mappings.map(({ device_name }) => device_name).join(", ") || "none";
  if (!source)
    return issue(`No launch_block_device_mappings is named "${root.source_device_name}": there are ${names}.`);
  if (source.omit_from_artifact)
    return issue(`"${root.source_device_name}" has omit_from_artifact, and is the AMI's root.`);
  if (source.no_device || source.virtual_name) return issue(`"${root.source_device_name}" is no volume.`);
  return [];
}

/** What only a registration says, and what Amazon needs for it. */
const registered = ["boot_mode", "uefi_data", "tpm_support"] as const;

function checkRegistration(config: AmazonEbssurrogateConfig): ConfigIssue[] {
  if (config.use_create_image) return registered.filter((field) => config[field] !== undefined).map(withoutEffect);
  const issues: ConfigIssue[] = [];
  if (config.ami_virtualization_type === undefined) issues.push(withoutVirtualization);
  if (config.tpm_support !== undefined && config.boot_mode === "legacy-bios") issues.push(tpmWithoutUefi);
  return issues;
}

const withoutEffect = (field: string): ConfigIssue => ({
  path: [field],
  severity: "warning",
  summary: "Ignored argument",
  detail: `With use_create_image the AMI has this from its instance: ${field} has no effect.`,
});

const withoutVirtualization: ConfigIssue = {
  path: ["ami_virtualization_type"],
  summary: "Missing virtualization type",
  detail: 'An AMI that is registered needs a type: ami_virtualization_type = "hvm" for all but very old instances.',
};

const tpmWithoutUefi: ConfigIssue = {
  path: ["tpm_support"],
  summary: "Unsuitable boot mode",
  detail: 'A NitroTPM needs UEFI: set boot_mode to "uefi", or remove tpm_support.',
};

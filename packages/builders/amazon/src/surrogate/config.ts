import { awsAccessFields } from "@ingot/client-aws";
import { communicatorFields } from "@ingot/communicator-config";
import { block, blocks, optionalText } from "@ingot/core/plugin";
import * as z from "zod";
import { deviceFields, imageDeviceFields } from "../block-devices/block-device-fields.js";
import { imageFields } from "../image/image-fields.js";
import { runFields } from "../run/run-fields.js";

const deviceFieldsOfSurrogate = {
  launch_block_device_mappings: blocks(
    z.object({
      ...deviceFields,
      omit_from_artifact: z.boolean().default(false).describe("Leave the volume out of the AMI."),
    }),
  ).describe("A volume of the instance, of which a snapshot becomes part of the AMI."),
  ami_root_device: block(
    z.object({
      ...deviceFields,
      source_device_name: z
        .string()
        .describe("Which of `launch_block_device_mappings` becomes the AMI's root, by its device name."),
    }),
  ).describe("The root device of the AMI."),
};

const registrationFields = {
  ami_architecture: z
    .enum(["x86_64", "arm64", "i386", "x86_64_mac", "arm64_mac"])
    .default("x86_64")
    .describe("The processor that the AMI is for: x86_64, arm64, i386, x86_64_mac or arm64_mac."),
  boot_mode: z
    .enum(["legacy-bios", "uefi", "uefi-preferred"])
    .optional()
    .describe("How the AMI boots: legacy-bios, uefi or uefi-preferred. Default: what its instance type does."),
  uefi_data: optionalText().describe(
    "The variables of UEFI, as Amazon's tools write them (base64), for Secure Boot with keys of one's own.",
  ),
  tpm_support: z.literal("v2.0").optional().describe("`v2.0`: instances have a NitroTPM. Only with UEFI."),
  use_create_image: z
    .boolean()
    .default(false)
    .describe(
      "Make the AMI of the instance, with the new volume as its root, rather than of snapshots: then it has from the instance what cannot be registered, such as billing codes.",
    ),
};

export const amazonEbssurrogateConfig = z.object({
  ...awsAccessFields,
  ...imageFields,
  ...deviceFieldsOfSurrogate,
  ...imageDeviceFields,
  ...registrationFields,
  ...runFields,
  ...communicatorFields,
});

export type AmazonEbssurrogateConfig = z.infer<typeof amazonEbssurrogateConfig>;

import { blocks, optionalText } from "@ingot/core/plugin";
import * as z from "zod";

const number = () => z.number().int().optional();

/** A volume, as a block describes it. */
export const deviceFields = {
  device_name: z.string().describe("The device's name for the instance, as in `/dev/sda1`."),
  volume_type: optionalText().describe("gp3, gp2, io2, io1, st1, sc1 or standard. Default: the source's, else gp2."),
  volume_size: number().describe("The size in GiB. Default: the snapshot's."),
  snapshot_id: optionalText().describe("The snapshot that the volume starts from."),
  iops: number().describe("Operations a second; for io1, io2 and gp3."),
  throughput: number().describe("MiB a second; for gp3."),
  encrypted: z
    .boolean()
    .optional()
    .describe("Whether the volume is encrypted. Default: what the source or the account says."),
  kms_key_id: optionalText().describe("The key to encrypt with: an id, an alias or an ARN."),
  delete_on_termination: z
    .boolean()
    .default(false)
    .describe("Delete the volume with its instance. A volume that stays costs money after every build."),
  no_device: z.boolean().default(false).describe("Take away what the source has as this device."),
  virtual_name: optionalText().describe("A disk of the host itself: `ephemeral0`, `ephemeral1` …"),
};

const device = z.object(deviceFields);

/** What `deviceFields` make of a block. */
export type BlockDevice = z.infer<typeof device>;

/** The volumes that the instance has while the image is made. */
export const launchDeviceFields = {
  launch_block_device_mappings: blocks(device).describe("A volume of the instance while the image is made."),
};

/** The volumes that instances of the image have. */
export const imageDeviceFields = {
  ami_block_device_mappings: blocks(device).describe("A volume of those instances that are made of the image."),
};

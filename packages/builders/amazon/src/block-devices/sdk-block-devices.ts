import type { BlockDeviceMapping } from "@ingot/client-aws";
import type { BlockDevice } from "./block-device-fields.js";

/** The devices as Amazon's calls take them. */
export const toSdkBlockDevices = (devices: readonly BlockDevice[]): BlockDeviceMapping[] => devices.map(toMapping);

function toMapping(device: BlockDevice): BlockDeviceMapping {
  const { device_name: DeviceName, virtual_name: VirtualName } = device;
  if (device.no_device) return { DeviceName, NoDevice: "" };
  if (VirtualName?.startsWith("ephemeral")) return { DeviceName, VirtualName };
  return { DeviceName, Ebs: ebsOf(device) };
}

/** A key encrypts, whether or not the template says so. */
function ebsOf(device: BlockDevice): NonNullable<BlockDeviceMapping["Ebs"]> {
  const encrypted = device.encrypted ?? (device.kms_key_id ? true : undefined);
  return {
    DeleteOnTermination: device.delete_on_termination,
    ...(device.volume_type && {
      VolumeType: device.volume_type as NonNullable<BlockDeviceMapping["Ebs"]>["VolumeType"] & string,
    }),
    ...(device.volume_size && { VolumeSize: device.volume_size }),
    ...(device.snapshot_id && { SnapshotId: device.snapshot_id }),
    ...(device.iops && { Iops: device.iops }),
    ...(device.throughput && { Throughput: device.throughput }),
    ...(encrypted !== undefined && { Encrypted: encrypted }),
    ...(device.kms_key_id && { KmsKeyId: device.kms_key_id }),
  };
}

import type { BlockDeviceMapping, RegisterImageCommandInput } from "@ingot/client-aws";
import { toSdkBlockDevices } from "../block-devices/sdk-block-devices.js";
import type { AmazonEbssurrogateConfig } from "./config.js";

/** The ids of snapshots by the names that their volumes' devices have in the template. */
export type DeviceSnapshots = ReadonlyMap<string, string>;

/** What Amazon is to know of an AMI that is made of snapshots, but for its name and tags. */
export function registrationOf(
  config: AmazonEbssurrogateConfig,
  snapshots: DeviceSnapshots,
): Omit<RegisterImageCommandInput, "Name"> {
  const { ami_architecture, ami_root_device, ami_virtualization_type, boot_mode, uefi_data, tpm_support } = config;
  return {
    Architecture: ami_architecture,
    RootDeviceName: ami_root_device.device_name,
    VirtualizationType: ami_virtualization_type ?? "hvm",
    BlockDeviceMappings: registeredDevices(config, snapshots),
    ...(config.ena_support && { EnaSupport: true }),
    ...(config.sriov_support && { SriovNetSupport: "simple" }),
    ...(boot_mode && { BootMode: boot_mode }),
    ...(uefi_data && { UefiData: uefi_data }),
    ...(tpm_support && { TpmSupport: tpm_support }),
  };
}

/** What the template says of the AMI's devices counts more than what the instance had. */
function registeredDevices(config: AmazonEbssurrogateConfig, snapshots: DeviceSnapshots): BlockDeviceMapping[] {
  const said = toSdkBlockDevices(config.ami_block_device_mappings);
  const names = new Set(said.map(({ DeviceName }) => DeviceName));
  const launched = config.launch_block_device_mappings.filter(({ omit_from_artifact }) => !omit_from_artifact);
  const own = launched.map((device) => ofSnapshot(deviceInImage(device, config), snapshots.get(device.device_name)));
  return [...said, ...own.filter(({ DeviceName }) => !names.has(DeviceName))];
}

type Device = AmazonEbssurrogateConfig["launch_block_device_mappings"][number];

/** The root is described on its own; it cannot be smaller than the volume that it comes from. */
function deviceInImage(device: Device, { ami_root_device: root }: AmazonEbssurrogateConfig): BlockDeviceMapping {
  if (device.device_name !== root.source_device_name) return toSdkBlockDevices([device])[0]!;
  const size = Math.max(root.volume_size ?? 0, device.volume_size ?? 0);
  return toSdkBlockDevices([{ ...root, ...(size > 0 && { volume_size: size }) }])[0]!;
}

/** Whether it is encrypted, and how, is the snapshot's: Amazon refuses to be told again. */
function ofSnapshot({ Ebs, ...device }: BlockDeviceMapping, SnapshotId: string | undefined): BlockDeviceMapping {
  if (!Ebs || SnapshotId === undefined) return { ...device, ...(Ebs && { Ebs }) };
  const { Encrypted: _encrypted, KmsKeyId: _key, ...volume } = Ebs;
  return { ...device, Ebs: { ...volume, SnapshotId } };
}

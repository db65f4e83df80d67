import { type AwsThing, elementsAt, motoImages, textAt } from "@ingot/testing";

const instance = { source_ami: motoImages.ubuntu, instance_type: "t3.micro", communicator: "none" };
const device = { device_name: "/dev/xvdf", volume_size: 10, delete_on_termination: true };

/** A small template of `amazon-ebssurrogate`. */
export const surrogateFields = {
  ...instance,
  ami_name: "from scratch",
  ami_virtualization_type: "hvm",
  tags: { Kind: "image" },
  launch_block_device_mappings: [{ ...device, device_name: "/dev/sda1" }, device],
  ami_root_device: { source_device_name: "/dev/xvdf", device_name: "/dev/xvda", delete_on_termination: true },
};

/** A small template of `amazon-ebsvolume`: a volume that stays, and a snapshot of it. */
export const volumeFields = {
  ...instance,
  run_volume_tags: { Purpose: "building" },
  ebs_volumes: [
    {
      ...device,
      delete_on_termination: false,
      tags: { Kind: "data" },
      snapshot_volume: true,
      snapshot_users: ["111122223333"],
    },
  ],
};

/** Without the root that moto makes for each image that is registered, which is neither asked for nor part of it. */
export function askedFor(things: readonly AwsThing[]): readonly AwsThing[] {
  const used = new Set(things.flatMap(({ detail }) => elementsAt(detail, "blockDeviceMapping/item/ebs/snapshotId")));
  return things.filter(({ id, detail }) => used.has(id) || !textAt(detail, "description")?.startsWith("Auto-created"));
}

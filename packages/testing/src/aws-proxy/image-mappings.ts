import { elementsAt, textAt, type Xml, type XmlElement } from "../xml.js";
import { members, type Params } from "./aws-call.js";
import type { World } from "./world.js";

/** An image's mappings as its description has them, and the snapshots that they lead to. */
export interface ImageMappings {
  readonly mappings: readonly XmlElement[];
  readonly snapshots: readonly string[];
}

/** By device: each of the instance's volumes as a snapshot, with what the call says otherwise about mappings. */
export async function mappingsOfInstance(
  world: World,
  region: string,
  instance: Xml | undefined,
  root: XmlElement,
  params: Params,
): Promise<ImageMappings> {
  const rootName = textAt(root, "deviceName")!;
  const found = new Map<string, XmlElement>([[rootName, root]]);
  for (const volume of elementsAt(instance, "blockDeviceMapping/item")) {
    const name = textAt(volume, "deviceName")!;
    if (name === rootName) found.set(name, await withVolume(world, region, volume, textAt(root, "ebs/snapshotId")));
    else if (!isOmitted(params, name)) found.set(name, await withVolume(world, region, volume));
  }
  for (const each of members(params, "BlockDeviceMapping")) apply(found, each);
  return summary([...found.values()]);
}

export function mappingsOfParams(params: Params): ImageMappings {
  const found = new Map<string, XmlElement>();
  for (const each of members(params, "BlockDeviceMapping")) apply(found, each);
  return summary([...found.values()]);
}

const summary = (mappings: readonly XmlElement[]): ImageMappings => ({
  mappings,
  snapshots: mappings.flatMap((each) => textAt(each, "ebs/snapshotId") ?? []),
});

const isOmitted = (params: Params, device: string) =>
  members(params, "BlockDeviceMapping").some((each) => each.DeviceName === device && each.NoDevice !== undefined);

async function withVolume(world: World, region: string, volume: Xml, snapshot?: string): Promise<XmlElement> {
  const id = textAt(volume, "ebs/volumeId")!;
  const described = await world.ask("DescribeVolumes", region, { "VolumeId.1": id });
  const [facts] = elementsAt(described, "volumeSet/item");
  const made = snapshot ?? textAt(await world.ask("CreateSnapshot", region, { VolumeId: id }), "snapshotId")!;
  return {
    deviceName: [textAt(volume, "deviceName")!],
    ebs: [
      {
        snapshotId: [made],
        volumeSize: [textAt(facts, "size")!],
        volumeType: [textAt(facts, "volumeType") || "gp2"],
        encrypted: [textAt(facts, "encrypted") ?? "false"],
        deleteOnTermination: [textAt(volume, "ebs/deleteOnTermination") ?? "false"],
      },
    ],
  };
}

const ebsNames = {
  SnapshotId: "snapshotId",
  VolumeSize: "volumeSize",
  VolumeType: "volumeType",
  Encrypted: "encrypted",
  DeleteOnTermination: "deleteOnTermination",
  Iops: "iops",
  Throughput: "throughput",
  KmsKeyId: "kmsKeyId",
} as const;

/** A mapping of the call changes what is mapped there, adds to it, or takes it away. */
function apply(found: Map<string, XmlElement>, said: Params): void {
  const device = said.DeviceName ?? "";
  if (said.NoDevice !== undefined) {
    found.delete(device);
    return;
  }
  if (said.VirtualName !== undefined) {
    found.set(device, { deviceName: [device], virtualName: [said.VirtualName] });
    return;
  }
  const before = elementsAt(found.get(device), "ebs")[0] ?? {};
  const changes = Object.entries(ebsNames).flatMap(([name, element]) => {
    const value = said[`Ebs.${name}`];
    return value === undefined ? [] : [[element, [value]] as const];
  });
  found.set(device, { deviceName: [device], ebs: [{ ...(before as XmlElement), ...Object.fromEntries(changes) }] });
}

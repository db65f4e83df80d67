import { elementsAt, textAt, type Xml, type XmlElement } from "../xml.js";
import { AwsRefusal } from "./aws-answer.js";
import type { Params } from "./aws-call.js";
import { type ImageMappings, mappingsOfInstance, mappingsOfParams } from "./image-mappings.js";
import { tagAtBirth, withoutTags } from "./tags.js";
import { isPending, type Mend, overlay, placeOf, type World } from "./world.js";

/** moto's images have one volume of 15 GiB, and forget descriptions, mappings, and the tags that snapshots are born with. */
export const imageMends: Readonly<Record<string, Mend>> = {
  async CreateImage({ region, params }, moto, world) {
    await refuseTakenName(world, region, params.Name ?? "");
    const instance = await instanceOf(world, region, params.InstanceId ?? "");
    const made = await moto(withoutTags(params));
    const root = await rootOf(world, region, textAt(made, "imageId")!);
    const { rootDeviceName } = root.facts;
    const mapping = { ...root.mapping, deviceName: [instanceRoot(instance) ?? rootDeviceName] };
    const mappings = await mappingsOfInstance(world, region, instance, mapping, params);
    await born(world, region, params, textAt(made, "imageId")!, mappings, { ...factsOf(params), ...onEbs });
    return made;
  },

  async RegisterImage({ region, params }, moto, world) {
    await refuseTakenName(world, region, params.Name ?? "");
    const made = await moto(withoutTags(params));
    const facts = { ...factsOf(params), ...registeredFacts(params) };
    await born(world, region, params, textAt(made, "imageId")!, mappingsOfParams(params), facts);
    return made;
  },

  async CopyImage({ region, params }, moto, world) {
    const { SourceImageId: source = "", SourceRegion: from = "" } = params;
    const made = await moto(withoutTags(params));
    const id = textAt(made, "imageId")!;
    const copy = { from, source, region, id, root: (await rootOf(world, region, id)).mapping };
    const copied = await copiedMappings(world, copy, params);
    await born(world, region, params, id, copied, {
      ...world.overlays.get(placeOf(from, source)),
      ...factsOf(params),
      ...onEbs,
      ...absent,
    });
    return made;
  },

  async ModifyImageAttribute({ region, params }, moto, world) {
    const answer = await moto();
    const place = placeOf(region, params.ImageId!);
    const description = params["Description.Value"] ?? (params.Attribute === "description" ? params.Value : undefined);
    if (description !== undefined) overlay(world, place, { description: [description] });
    const imds = params["ImdsSupport.Value"] ?? (params.Attribute === "imdsSupport" ? params.Value : undefined);
    if (imds !== undefined) overlay(world, place, { imdsSupport: [imds] });
    return answer;
  },

  async DescribeImages({ region }, moto, world) {
    const answer = await moto();
    const images = elementsAt(answer, "imagesSet/item").map((image) => shown(world, region, image as XmlElement));
    return { ...answer, imagesSet: [images.length > 0 ? { item: images } : ""] };
  },

  async DeregisterImage({ region, params }, moto, world) {
    const place = placeOf(region, params.ImageId!);
    const facts = world.overlays.get(place) ?? {};
    if (facts.deregistrationProtection?.[0] === "enabled")
      throw new AwsRefusal("OperationNotPermitted", `The image ${params.ImageId} is protected from deregistration.`);
    const answer = await moto();
    world.overlays.delete(place);
    return answer;
  },

  async DeleteSnapshot({ region, params }, moto, world) {
    const user = userOf(world, region, params.SnapshotId!);
    if (user)
      throw new AwsRefusal("InvalidSnapshot.InUse", `The snapshot ${params.SnapshotId} is currently in use by ${user}`);
    return await moto();
  },
};

const onEbs = { rootDeviceType: ["ebs"] };

/** What a copy does not inherit. */
const absent = { imageOwnerAlias: [], deprecationTime: [], deregistrationProtection: [] };

async function refuseTakenName(world: World, region: string, name: string): Promise<void> {
  const params = { "Owner.1": "self", "Filter.1.Name": "name", "Filter.1.Value.1": name };
  const [taken] = elementsAt(await world.ask("DescribeImages", region, params), "imagesSet/item/imageId");
  if (taken)
    throw new AwsRefusal("InvalidAMIName.Duplicate", `AMI name ${name} is already in use by AMI ${String(taken)}`);
}

async function instanceOf(world: World, region: string, id: string): Promise<Xml | undefined> {
  const answer = await world.ask("DescribeInstances", region, { "InstanceId.1": id });
  return elementsAt(answer, "reservationSet/item/instancesSet/item")[0];
}

/** Its volumes tell: moto names the root of every image alike, and maps nothing else there. */
const instanceRoot = (instance: Xml | undefined) =>
  textAt(instance, "rootDeviceName") || textAt(instance, "blockDeviceMapping/item/deviceName");

async function rootOf(world: World, region: string, id: string) {
  const answer = await world.ask("DescribeImages", region, { "ImageId.1": id });
  const [image] = elementsAt(answer, "imagesSet/item");
  const [mapping] = elementsAt(image, "blockDeviceMapping/item");
  return { mapping: mapping as XmlElement, facts: { rootDeviceName: textAt(image, "rootDeviceName")! } };
}

const factsOf = ({ Description, Name }: Params): Record<string, readonly Xml[]> => ({
  ...(Name !== undefined && { name: [Name] }),
  ...(Description !== undefined && { description: [Description] }),
});

const registeredNames = {
  Architecture: "architecture",
  RootDeviceName: "rootDeviceName",
  VirtualizationType: "virtualizationType",
  BootMode: "bootMode",
  TpmSupport: "tpmSupport",
  ImdsSupport: "imdsSupport",
  EnaSupport: "enaSupport",
  SriovNetSupport: "sriovNetSupport",
  ImageLocation: "imageLocation",
  KernelId: "kernelId",
  RamdiskId: "ramdiskId",
} as const;

const registeredFacts = (params: Params): Record<string, readonly Xml[]> =>
  Object.fromEntries(
    Object.entries(registeredNames).flatMap(([name, element]) => (params[name] ? [[element, [params[name]!]]] : [])),
  );

async function born(
  world: World,
  region: string,
  params: Params,
  id: string,
  { mappings, snapshots }: ImageMappings,
  facts: Readonly<Record<string, readonly Xml[]>>,
): Promise<void> {
  overlay(world, placeOf(region, id), {
    ...facts,
    blockDeviceMapping: [mappings.length > 0 ? { item: mappings } : ""],
  });
  world.pending.set(placeOf(region, id), world.pendingLooks);
  await tagAtBirth(world, region, params, { image: [id], snapshot: snapshots });
}

interface ImageCopy {
  readonly from: string;
  readonly source: string;
  readonly region: string;
  readonly id: string;
  /** As moto has made it. */
  readonly root: XmlElement;
}

/** The first snapshot is that which moto has copied; the others become new ones too. */
async function copiedMappings(world: World, copy: ImageCopy, { Encrypted, KmsKeyId }: Params): Promise<ImageMappings> {
  const { from, source, root } = copy;
  const all = elementsAt(world.overlays.get(placeOf(from, source)), "blockDeviceMapping/item");
  const snapshots: string[] = [];
  const mappings: XmlElement[] = [];
  for (const each of all.length > 0 ? (all as XmlElement[]) : [root]) {
    const [ebs] = elementsAt(each, "ebs") as XmlElement[];
    const id = ebs?.snapshotId && (await copySnapshot(world, copy, ebs, snapshots.length === 0));
    if (id) snapshots.push(id);
    const kms = KmsKeyId === undefined ? {} : { kmsKeyId: [KmsKeyId] };
    const encrypted = Encrypted === "true" ? { encrypted: ["true"], ...kms } : {};
    mappings.push(id ? { ...each, ebs: [{ ...ebs, snapshotId: [id], ...encrypted }] } : each);
  }
  return { mappings, snapshots };
}

/** What is copied is described as Amazon does it, which names both images. */
async function copySnapshot(
  world: World,
  { from, source, region, id, root }: ImageCopy,
  ebs: XmlElement,
  isFirst: boolean,
): Promise<string> {
  if (isFirst) return textAt(root, "ebs/snapshotId")!;
  const SourceSnapshotId = textAt(ebs, "snapshotId")!;
  const Description = `Copied for DestinationAmi ${id} from SourceAmi ${source} for SourceSnapshot ${SourceSnapshotId}.`;
  const params = { SourceRegion: from, SourceSnapshotId, Description };
  return textAt(await world.ask("CopySnapshot", region, params), "snapshotId")!;
}

function shown(world: World, region: string, image: XmlElement): XmlElement {
  const id = textAt(image, "imageId")!;
  const place = placeOf(region, id);
  const date = /-server-(\d{4})(\d{2})(\d{2})$|-(2023)(\.4)-x86_64$/.exec(textAt(image, "name") ?? "");
  const creationDate = date?.[1] ? { creationDate: [`${date.slice(1, 4).join("-")}T00:00:00.000Z`] } : {};
  const pending = isPending(world, place) ? { imageState: ["pending"] } : {};
  return { ...image, ...creationDate, ...world.overlays.get(place), ...pending };
}

/** The image that still has the snapshot. moto knows of the first of each image. */
function userOf(world: World, region: string, snapshot: string): string | undefined {
  const uses = ([place, facts]: [string, Readonly<Record<string, readonly Xml[]>>]) =>
    place.startsWith(`${region}/`) && elementsAt(facts, "blockDeviceMapping/item/ebs/snapshotId").includes(snapshot);
  return [...world.overlays].find(uses)?.[0].slice(region.length + 1);
}

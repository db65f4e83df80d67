import { randomBytes } from "node:crypto";
import type { AwsThing } from "../moto-inventory.js";
import { textAt, type XmlElement } from "../xml.js";
import { AwsRefusal } from "./aws-answer.js";
import { numbered, type Params } from "./aws-call.js";
import { checkParams, type Parameter, tagParameters } from "./strict.js";
import { tagAtBirth } from "./tags.js";
import { type ImportTask, type Mend, overlay, placeOf, type World } from "./world.js";

/** Disks from S3 that become images, by Amazon's API reference: moto has none of it. */
export const importMends: Readonly<Record<string, Mend>> = {
  async ImportImage({ region, params }, _moto, world) {
    checkParams(params, importParameters);
    const id = `import-ami-${randomBytes(8).toString("hex")}1`;
    const task: ImportTask = { id, region, params, looks: 0, status: "active" };
    world.imports.set(id, task);
    return toldOf(task);
  },

  async DescribeImportImageTasks({ region, params }, _moto, world) {
    checkParams(params, describeParameters);
    const wanted = numbered(params, "ImportTaskId");
    const known = [...world.imports.values()].filter((task) => task.region === region);
    for (const id of wanted) if (!known.some((task) => task.id === id)) throw unknownTask(id);
    const asked = known.filter((task) => wanted.length === 0 || wanted.includes(task.id));
    const items: XmlElement[] = [];
    for (const task of asked) items.push(toldOf(await advance(world, task)));
    return { importImageTaskSet: [items.length > 0 ? { item: items } : ""] };
  },

  async CancelImportTask({ params }, _moto, world) {
    checkParams(params, [{ name: "ImportTaskId", required: true }, { name: "CancelReason" }]);
    const task = world.imports.get(params.ImportTaskId!);
    if (!task) throw unknownTask(params.ImportTaskId!);
    if (task.status !== "active")
      throw new AwsRefusal("InvalidParameterValue", `The task ${task.id} cannot be cancelled`);
    world.imports.set(task.id, { ...task, status: "deleted" });
    return { importTaskId: [task.id], previousState: ["active"], state: ["deleting"] };
  },
};

/** The imports that go on. */
export const activeImports = ({ imports }: World): readonly AwsThing[] =>
  [...imports.values()]
    .filter(({ status }) => status === "active")
    .map((task) => ({ kind: "import-image-task", region: task.region, id: task.id, tags: {}, detail: toldOf(task) }));

const importParameters: readonly Parameter[] = [
  { name: "Architecture", value: /^(?:i386|x86_64)$/ },
  { name: "BootMode", value: /^(?:legacy-bios|uefi|uefi-preferred)$/ },
  { name: "ClientData.Comment" },
  { name: "ClientToken" },
  { name: "Description" },
  { name: "DiskContainer.#.Description" },
  { name: "DiskContainer.#.Format", value: /^(?:OVA|VHDX?|VMDK|RAW)$/i },
  { name: "DiskContainer.#.UserBucket.S3Bucket" },
  { name: "DiskContainer.#.UserBucket.S3Key" },
  { name: "Encrypted" },
  { name: "KmsKeyId" },
  { name: "LicenseSpecifications.#.LicenseConfigurationArn" },
  { name: "LicenseType", value: /^(?:AWS|BYOL)$/ },
  { name: "Platform", value: /^(?:Windows|Linux)$/i },
  { name: "RoleName" },
  { name: "UsageOperation" },
  ...tagParameters,
];

const describeParameters: readonly Parameter[] = [
  { name: "ImportTaskId.#" },
  { name: "Filters.#.Name" },
  { name: "Filters.#.Value.#" },
  { name: "MaxResults" },
  { name: "NextToken" },
];

const unknownTask = (id: string) =>
  new AwsRefusal("InvalidConversionTaskId.Malformed", `Invalid ConversionTask Id: ${id}`);

/** Each look is a step; after the last the image is there, with its snapshot. */
async function advance(world: World, task: ImportTask): Promise<ImportTask> {
  if (task.status !== "active") return task;
  const looks = task.looks + 1;
  const next = looks > world.pendingLooks ? await finish(world, task) : { ...task, looks };
  world.imports.set(task.id, next);
  return next;
}

async function finish(world: World, task: ImportTask): Promise<ImportTask> {
  const { region, params } = task;
  const made = await world.ask("RegisterImage", region, { Name: task.id, Description: params.Description ?? "" });
  const imageId = textAt(made, "imageId")!;
  const described = await world.ask("DescribeImages", region, { "ImageId.1": imageId });
  const snapshotId = textAt(described, "imagesSet/item/blockDeviceMapping/item/ebs/snapshotId")!;
  overlay(world, placeOf(region, imageId), {
    name: [task.id],
    description: [params.Description ?? ""],
    architecture: [params.Architecture ?? "x86_64"],
  });
  await tagAtBirth(world, region, params, { "import-image-task": [], image: [imageId], snapshot: [snapshotId] });
  return { ...task, status: "completed", imageId, snapshotId };
}

const copied = {
  Architecture: "architecture",
  BootMode: "bootMode",
  Description: "description",
  Encrypted: "encrypted",
  KmsKeyId: "kmsKeyId",
  LicenseType: "licenseType",
  Platform: "platform",
  UsageOperation: "usageOperation",
} as const;

function toldOf({ id, params, status, looks, imageId, snapshotId }: ImportTask): XmlElement {
  const said = Object.entries(copied).flatMap(([name, element]) => (params[name] ? [[element, [params[name]!]]] : []));
  return {
    importTaskId: [id],
    status: [status],
    ...(status === "active" && { progress: [String(Math.min(95, 19 + looks * 10))], statusMessage: ["pending"] }),
    ...Object.fromEntries(said),
    ...(imageId && { imageId: [imageId] }),
    snapshotDetailSet: [snapshotId ? { item: [detailOf(params, snapshotId)] } : ""],
    tagSet: [tagSetOf(params)],
  };
}

const detailOf = (params: Params, snapshotId: string): XmlElement => ({
  snapshotId: [snapshotId],
  format: [params["DiskContainer.1.Format"] ?? "RAW"],
  deviceName: ["/dev/sda1"],
  status: ["completed"],
});

function tagSetOf(params: Params): XmlElement | "" {
  const items: XmlElement[] = [];
  for (let at = 1; params[`TagSpecification.1.Tag.${at}.Key`] !== undefined; at += 1)
    items.push({
      key: [params[`TagSpecification.1.Tag.${at}.Key`]!],
      value: [params[`TagSpecification.1.Tag.${at}.Value`] ?? ""],
    });
  return items.length > 0 ? { item: items } : "";
}

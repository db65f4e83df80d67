import type { XmlElement } from "../xml.js";
import { AwsRefusal } from "./aws-answer.js";
import { numbered, type Params } from "./aws-call.js";
import { checkParams, type Parameter } from "./strict.js";
import { type Mend, overlay, placeOf, type World } from "./world.js";

const imageId: Parameter = { name: "ImageId", required: true, value: /^ami-[0-9a-z]+$/ };
const done = { return: ["true"] };

/** What is set on an image, by Amazon's API reference: moto has none of it. */
export const imageSettingMends: Readonly<Record<string, Mend>> = {
  async EnableImageDeprecation({ region, params }, _moto, world) {
    checkParams(params, [imageId, { name: "DeprecateAt", required: true, value: /^\d{4}-\d\d-\d\dT\d\d:\d\d/ }]);
    await expectImage(world, region, params.ImageId!);
    overlay(world, placeOf(region, params.ImageId!), { deprecationTime: [params.DeprecateAt!] });
    return done;
  },

  async DisableImageDeprecation({ region, params }, _moto, world) {
    checkParams(params, [imageId]);
    await expectImage(world, region, params.ImageId!);
    overlay(world, placeOf(region, params.ImageId!), { deprecationTime: [] });
    return done;
  },

  async EnableImageDeregistrationProtection({ region, params }, _moto, world) {
    checkParams(params, [imageId, { name: "WithCooldown", value: /^(?:true|false)$/ }]);
    await expectImage(world, region, params.ImageId!);
    const how = params.WithCooldown === "true" ? "enabled-with-cooldown" : "enabled";
    overlay(world, placeOf(region, params.ImageId!), { deregistrationProtection: [how] });
    return { return: [how] };
  },

  async DisableImageDeregistrationProtection({ region, params }, _moto, world) {
    checkParams(params, [imageId]);
    await expectImage(world, region, params.ImageId!);
    overlay(world, placeOf(region, params.ImageId!), { deregistrationProtection: ["disabled"] });
    return { return: ["disabled"] };
  },

  async EnableFastLaunch({ region, params }, _moto, world) {
    checkParams(params, fastLaunchParameters);
    await expectImage(world, region, params.ImageId!);
    const facts = fastLaunchOf(world, params);
    const place = placeOf(region, params.ImageId!);
    world.fastLaunches.set(place, { ...facts, state: ["enabled"] });
    world.pending.set(`fast-launch ${place}`, world.pendingLooks);
    return { ...facts, state: ["enabling"] };
  },

  async DescribeFastLaunchImages({ region, params }, _moto, world) {
    checkParams(params, describeParameters);
    const wanted = numbered(params, "ImageId");
    const places = wanted.length > 0 ? wanted.map((id) => placeOf(region, id)) : [...world.fastLaunches.keys()];
    const items = places.flatMap((place) => shown(world, place));
    return { fastLaunchImageSet: [items.length > 0 ? { item: items } : ""] };
  },
};

const describeParameters: readonly Parameter[] = [
  { name: "ImageId.#" },
  { name: "Filter.#.Name" },
  { name: "Filter.#.Value.#" },
  { name: "MaxResults" },
  { name: "NextToken" },
];

const fastLaunchParameters: readonly Parameter[] = [
  imageId,
  { name: "ResourceType", value: /^snapshot$/ },
  { name: "SnapshotConfiguration.TargetResourceCount", value: /^[1-9]\d*$/ },
  { name: "LaunchTemplate.LaunchTemplateId", value: /^lt-[0-9a-z]+$/ },
  { name: "LaunchTemplate.LaunchTemplateName" },
  { name: "LaunchTemplate.Version" },
  { name: "MaxParallelLaunches", value: /^(?:[6-9]|[1-9]\d+)$/ },
];

function fastLaunchOf(world: World, params: Params): XmlElement {
  const template = {
    launchTemplateId: [params["LaunchTemplate.LaunchTemplateId"] ?? ""],
    launchTemplateName: [params["LaunchTemplate.LaunchTemplateName"] ?? ""],
    version: [params["LaunchTemplate.Version"] ?? ""],
  };
  return {
    imageId: [params.ImageId!],
    resourceType: ["snapshot"],
    snapshotConfiguration: [{ targetResourceCount: [params["SnapshotConfiguration.TargetResourceCount"] ?? "5"] }],
    ...(Object.keys(params).some((name) => name.startsWith("LaunchTemplate.")) && { launchTemplate: [template] }),
    maxParallelLaunches: [params.MaxParallelLaunches ?? "6"],
    ownerId: [world.account],
  };
}

function shown(world: World, place: string): XmlElement[] {
  const facts = world.fastLaunches.get(place);
  if (!facts) return [];
  const left = world.pending.get(`fast-launch ${place}`) ?? 0;
  world.pending.set(`fast-launch ${place}`, left - 1);
  return [left > 0 ? { ...facts, state: ["enabling"] } : facts];
}

async function expectImage(world: World, region: string, id: string): Promise<void> {
  const known = await world.ask("DescribeImages", region, {
    "Owner.1": "self",
    "Filter.1.Name": "image-id",
    "Filter.1.Value.1": id,
  });
  if (known.imagesSet?.[0] === "")
    throw new AwsRefusal("InvalidAMIID.NotFound", `The image id '[${id}]' does not exist`);
}

import { join } from "node:path";
import {
  type AwsCall,
  type AwsProxy,
  type AwsProxyOptions,
  type AwsThing,
  awsProxy,
  elementsAt,
  type Moto,
  type Sshd,
  textAt,
  type Xml,
} from "@ingot/testing";
import { bin, type Ended, type Workplace, workplace } from "./ingot.test-fixtures.js";

/** A program that builds templates. */
export type Tool = "packer" | "ingot";

export const tools: readonly Tool[] = ["packer", "ingot"];
export const regions = ["us-east-1", "us-west-2", "eu-west-1"] as const;

let accounts = 400_000_000_000;

/** A proxy to an account in which there is nothing yet. */
export async function newAccount(moto: Moto, options: AwsProxyOptions = {}): Promise<AwsProxy> {
  accounts += 1;
  return await awsProxy(moto, { account: String(accounts), ...options });
}

export const keysOf = (sshd: Sshd): string => join(sshd.directory, "authorized_keys");

/** Both speak with `*.amazonaws.com`, through the proxy. */
export function startBuild(tool: Tool, place: Workplace, proxy: AwsProxy, args: readonly string[]) {
  const quick = { AWS_POLL_DELAY_SECONDS: "1", PACKER_NO_COLOR: "1" };
  const [program, first] = tool === "packer" ? ["packer", []] : [process.execPath, [bin]];
  return place.start(program, [...first, "build", ...args], { ...proxy.tunnelEnv, ...quick });
}

export interface Built extends Ended {
  readonly images: readonly object[];
  /** By region, what the program had changed, in its order. */
  readonly changes: Readonly<Record<string, readonly Change[]>>;
  /** What is left that is neither an image nor a snapshot of one. */
  readonly rest: readonly string[];
}

/** One call that changed something: without what is empty, and what is never twice the same. */
export interface Change {
  readonly action: string;
  readonly params: Readonly<Record<string, string>>;
  /** What it is to be tagged with, by kind of thing; "" for `CreateTags`. */
  readonly tags: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Builds a template in an account of its own, which `prepare` may furnish. */
export async function buildWith(
  tool: Tool,
  moto: Moto,
  sshd: Sshd,
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  prepare: (proxy: AwsProxy) => Promise<unknown> = async () => {},
): Promise<Built> {
  using place = workplace(files);
  await using proxy = await newAccount(moto, { tls: true, authorizedKeys: keysOf(sshd) });
  await prepare(proxy);
  const ended = await startBuild(tool, place, proxy, args).ended;
  const images = await imagesOf(proxy);
  const rest = (await proxy.inventory(regions)).filter(({ kind }) => kind !== "image" && kind !== "snapshot");
  return {
    ...ended,
    images,
    changes: changesOf(proxy.calls),
    rest: rest.map(({ kind, id, region }) => plainText(`${kind} ${id} ${region}`.trim())),
  };
}

/** A tag of the run: Packer 1.6.6 gives it to the instance alone, later ones to the images too. */
const runTag = "Purpose";
const isKept = (tag: Xml) => textAt(tag, "key") !== runTag;

/** The account's images with all that a user could care for, by region and name. */
export const imagesOf = async (proxy: AwsProxy): Promise<readonly object[]> =>
  imagesIn(await proxy.inventory(regions), proxy);

/** Those among the account's things. */
export async function imagesIn(things: readonly AwsThing[], proxy: AwsProxy): Promise<readonly object[]> {
  const images = things.filter(({ kind }) => kind === "image");
  const all = images.map(async ({ region, id, tags, detail }) => ({
    region,
    tags: Object.fromEntries(Object.entries(tags).filter(([key]) => key !== runTag)),
    name: textAt(detail, "name"),
    description: textAt(detail, "description"),
    state: textAt(detail, "imageState"),
    permissions: await permissionsOf(proxy, region, id),
    mappings: await Promise.all(devicesOf(detail).map((each) => mappingOf(proxy, region, each))),
  }));
  const key = ({ region, name }: { region: string; name: string | undefined }) => `${region} ${name}`;
  return (await Promise.all(all)).sort((a, b) => key(a).localeCompare(key(b)));
}

/** By their names: Packer has those of a surrogate in no certain order. */
const devicesOf = (image: Xml): readonly Xml[] =>
  elementsAt(image, "blockDeviceMapping/item").toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));

const nameOf = (mapping: Xml): string => textAt(mapping, "deviceName") ?? "";

async function permissionsOf(proxy: AwsProxy, region: string, image: string): Promise<readonly string[]> {
  const asked = { ImageId: image, Attribute: "launchPermission" };
  const answer = await proxy.ask("ec2", region, "DescribeImageAttribute", asked);
  return elementsAt(answer, "launchPermission/item")
    .map((each) => JSON.stringify(each))
    .sort();
}

async function mappingOf(proxy: AwsProxy, region: string, mapping: Xml) {
  const snapshot = textAt(mapping, "ebs/snapshotId");
  if (snapshot === undefined) return { mapping };
  const described = await proxy.ask("ec2", region, "DescribeSnapshots", { "SnapshotId.1": snapshot });
  const asked = { SnapshotId: snapshot, Attribute: "createVolumePermission" };
  const shared = await proxy.ask("ec2", region, "DescribeSnapshotAttribute", asked);
  const [facts] = elementsAt(described, "snapshotSet/item");
  return {
    mapping: JSON.parse(plainText(JSON.stringify(mapping))),
    tags: elementsAt(facts, "tagSet/item")
      .filter(isKept)
      .map((tag) => `${textAt(tag, "key")}=${textAt(tag, "value")}`)
      .sort(),
    permissions: elementsAt(shared, "createVolumePermission/item").map((each) => JSON.stringify(each)),
  };
}

/** The thing's kind for its id, and one name for all that are made up. Seven letters are Packer's name for an image that another takes the place of. */
const plainText = (text: string) =>
  text
    .replace(/\b(i|ami|sg|snap|vol|lt|subnet|vpc)-(?!0aaaaaaaaaaaaaa)[0-9a-f]{17}\b/g, "$1-ID")
    .replace(/\b(packer-fleet-launch-template-|packer[-_])[0-9A-Za-z-]{7,45}\b/g, "$1NAME")
    .replace(/^(?:[0-9A-Za-z]{7}|ingot-[0-9a-f]{32}-[0-9a-f]{16})$/, "NAME");

/** In one region many things are done to one image, in no certain order: equal actions in a row are sorted. */
function changesOf(calls: readonly AwsCall[]): Readonly<Record<string, readonly Change[]>> {
  const changes: Record<string, Change[][]> = {};
  for (const call of calls.filter(({ mutating }) => mutating)) {
    const place = call.service === "iam" ? "iam" : call.region;
    const groups = changes[place] ?? [];
    changes[place] = groups;
    const change = changeOf(call);
    const last = groups.at(-1);
    if (last?.[0]?.action === change.action) last.push(change);
    else groups.push([change]);
  }
  const inOrder = (groups: Change[][]) =>
    groups.flatMap((group) => group.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)));
  return Object.fromEntries(Object.entries(changes).map(([place, groups]) => [place, inOrder(groups)]));
}

const keyOf = (value: object) => JSON.stringify(value);

function changeOf({ service, action, params }: AwsCall): Change {
  const said = Object.entries(params).filter(([name, value]) => value !== "" && name !== "ClientToken");
  const isTag = ([name]: readonly [string, string]) => /^(?:TagSpecification|Tags?)\./.test(name);
  const device = (prefix: string, number: string) => `${prefix}${params[`${prefix}${number}.DeviceName`] ?? number}`;
  const byDevice = (name: string) =>
    name.replace(/^(BlockDeviceMapping\.)(\d+)/, (_all, prefix, number) => device(prefix, number));
  const rest = said.filter((each) => !isTag(each)).map(([name, value]) => [byDevice(name), plainText(value)]);
  return { action: `${service}:${action}`, params: Object.fromEntries(rest.sort()), tags: tagsOf(params) };
}

function tagsOf(params: Readonly<Record<string, string>>): Change["tags"] {
  const tags: Record<string, Record<string, string>> = {};
  for (const [name, key] of Object.entries(params)) {
    const found = /^(?:TagSpecification\.(\d+)\.)?Tags?(?:\.member)?\.\d+\.Key$/.exec(name);
    if (!found) continue;
    const [, specification] = found;
    const kind = specification === undefined ? "" : params[`TagSpecification.${specification}.ResourceType`]!;
    tags[kind] = { ...tags[kind], [key]: plainText(params[name.replace(/Key$/, "Value")] ?? "") };
  }
  return tags;
}

import { elementsAt, textAt, type Xml } from "./xml.js";

/** One thing that exists at Amazon and belongs to the asking account. */
export interface AwsThing {
  readonly kind: string;
  /** "" for what is in no region: IAM and S3. */
  readonly region: string;
  /** How one calls it: an id, or for key pairs, roles, profiles and objects the name. */
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Everything that Amazon tells about it. */
  readonly detail: Xml;
}

type Ask = (service: string, region: string, action: string, params?: Readonly<Record<string, string>>) => Promise<Xml>;

interface Kind {
  readonly kind: string;
  readonly action: string;
  readonly params?: Readonly<Record<string, string>>;
  /** Where the answer has them, and within each its id. */
  readonly path: string;
  readonly id: string;
  readonly counts?: (thing: Xml) => boolean;
}

const ec2Kinds: readonly Kind[] = [
  {
    kind: "instance",
    action: "DescribeInstances",
    path: "reservationSet/item/instancesSet/item",
    id: "instanceId",
    counts: (thing) => textAt(thing, "instanceState/name") !== "terminated",
  },
  { kind: "image", action: "DescribeImages", params: { "Owner.1": "self" }, path: "imagesSet/item", id: "imageId" },
  {
    kind: "snapshot",
    action: "DescribeSnapshots",
    params: { "Owner.1": "self" },
    path: "snapshotSet/item",
    id: "snapshotId",
  },
  { kind: "volume", action: "DescribeVolumes", path: "volumeSet/item", id: "volumeId" },
  { kind: "key-pair", action: "DescribeKeyPairs", path: "keySet/item", id: "keyName" },
  {
    kind: "security-group",
    action: "DescribeSecurityGroups",
    path: "securityGroupInfo/item",
    id: "groupId",
    counts: (thing) => textAt(thing, "groupName") !== "default",
  },
  {
    kind: "launch-template",
    action: "DescribeLaunchTemplates",
    path: "launchTemplates/item",
    id: "launchTemplateId",
  },
];

const iamKinds: readonly Kind[] = [
  { kind: "role", action: "ListRoles", path: "ListRolesResult/Roles/member", id: "RoleName" },
  {
    kind: "instance-profile",
    action: "ListInstanceProfiles",
    path: "ListInstanceProfilesResult/InstanceProfiles/member",
    id: "InstanceProfileName",
  },
];

/** All that the account has in these regions, in IAM and in S3, in a fixed order of kinds. One after the other: moto stumbles where several come first to a region at once. */
export async function inventoryOf(
  ask: Ask,
  get: (path: string) => Promise<Xml>,
  account: string,
  regions: readonly string[],
): Promise<readonly AwsThing[]> {
  const things: AwsThing[] = [];
  for (const region of regions)
    for (const kind of ec2Kinds)
      things.push(...(await thingsOf((params) => ask("ec2", region, kind.action, params), kind, region)));
  for (const kind of iamKinds)
    things.push(...(await thingsOf((params) => ask("iam", "us-east-1", kind.action, params), kind, "")));
  things.push(...(await objectsBy(get)));
  return things.filter(({ detail }) => (textAt(detail, "ownerId") ?? account) === account);
}

async function thingsOf(
  ask: (params: Readonly<Record<string, string>>) => Promise<Xml>,
  { params = {}, path, id, kind, counts = () => true }: Kind,
  region: string,
): Promise<readonly AwsThing[]> {
  const found = elementsAt(await ask(params), path).filter(counts);
  return found.map((detail) => ({ kind, region, id: textAt(detail, id)!, tags: tagsOf(detail), detail }));
}

const tagsOf = (thing: Xml) =>
  Object.fromEntries(
    [...elementsAt(thing, "tagSet/item"), ...elementsAt(thing, "Tags/member")].map((tag) => [
      textAt(tag, "key") ?? textAt(tag, "Key")!,
      textAt(tag, "value") ?? textAt(tag, "Value") ?? "",
    ]),
  );

async function objectsBy(get: (path: string) => Promise<Xml>): Promise<readonly AwsThing[]> {
  const buckets = elementsAt(await get("/"), "Buckets/Bucket").map((bucket) => textAt(bucket, "Name")!);
  const thing = (kind: string, id: string, detail: Xml): AwsThing => ({ kind, region: "", id, tags: {}, detail });
  const listed = async (kind: string, bucket: string, query: string, path: string) =>
    elementsAt(await get(`/${bucket}${query}`), path).map((each) =>
      thing(kind, `${bucket}/${textAt(each, "Key")}`, each),
    );
  const within = async (bucket: string) => [
    ...(await listed("s3-object", bucket, "", "Contents")),
    ...(await listed("s3-upload", bucket, "?uploads", "Upload")),
  ];
  return [...buckets.map((name) => thing("s3-bucket", name, name)), ...(await Promise.all(buckets.map(within))).flat()];
}

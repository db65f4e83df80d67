import type { AwsCall } from "./failure.js";

/** Parameters that name things, and what those are; plurals are lists of the same. `Name` is that of what the action is about. */
const nouns: Readonly<Record<string, string>> = {
  GroupId: "security group",
  GroupName: "security group",
  ImageId: "image",
  ImageLocation: "manifest",
  ImportTaskId: "import task",
  InstanceId: "instance",
  InstanceProfileName: "instance profile",
  KeyName: "key pair",
  KmsKeyId: "KMS key",
  LaunchTemplateId: "launch template",
  LaunchTemplateName: "launch template",
  Name: "",
  PolicyName: "policy",
  Resource: "resource",
  RoleArn: "role",
  RoleName: "role",
  SecretId: "secret",
  SecurityGroupId: "security group",
  SessionId: "session",
  SnapshotId: "snapshot",
  SourceImageId: "source image",
  SourceRegion: "source region",
  SubnetId: "subnet",
  Target: "instance",
  VolumeId: "volume",
  VpcId: "VPC",
};

interface Thing {
  readonly noun: string;
  readonly name: string;
}

/** What a call was to do, and to what: "create image web (instance i-1)". */
export function callWords({ action, input }: AwsCall): string {
  const deed = deedOf(action);
  const things = thingsOf(input);
  const own = things.filter(([noun]) => deed.includes(noun));
  const [subject] = own.length === 1 ? own : [];
  const rest = things.filter((thing) => thing !== subject).map(([noun, names]) => `${noun} ${listed(names)}`.trim());
  return [deed, subject && listed(subject[1]), rest.length > 0 && `(${rest.join(", ")})`].filter(Boolean).join(" ");
}

/** The names of all that a call was about. */
export const namesIn = (input: object | undefined): readonly string[] => [
  ...new Set(thingsIn(input, true).map(({ name }) => name)),
];

/** "DeregisterImage" is "deregister image". */
const deedOf = (action: string): string =>
  (action.match(/[A-Z]+(?![a-z])|[A-Z][a-z]+/g) ?? [action])
    .map((word) => (/^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase()))
    .join(" ")
    .replace(/^head /, "look at ");

/** By their nouns. */
function thingsOf(input: unknown): readonly (readonly [noun: string, names: readonly string[]])[] {
  const found = new Map<string, Set<string>>();
  for (const { noun, name } of thingsIn(input, true)) found.set(noun, (found.get(noun) ?? new Set()).add(name));
  return [...found].map(([noun, names]) => [noun, [...names]]);
}

function thingsIn(input: unknown, isWhole = false): readonly Thing[] {
  if (Array.isArray(input)) return input.flatMap((each) => thingsIn(each));
  if (!isPlain(input)) return [];
  return [...objectIn(input), ...Object.entries(input).flatMap(([key, value]) => thingsAt(key, value, isWhole))];
}

function thingsAt(key: string, value: unknown, isWhole: boolean): readonly Thing[] {
  if (key === "Filters") return filtered(value as readonly Filter[]);
  const noun = key === "Name" && !isWhole ? undefined : nouns[key.replace(/s$/, "")];
  return noun === undefined ? thingsIn(value) : [value].flat().map((name) => ({ noun, name: String(name) }));
}

/** Of what comes with a call, bytes and streams name nothing. */
const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

interface Filter {
  readonly Name?: string;
  readonly Values?: readonly string[];
}

/** "image-id" is an image's. */
const filtered = (filters: readonly Filter[]): readonly Thing[] =>
  filters.flatMap(({ Name = "", Values = [] }) => Values.map((name) => ({ noun: Name.replace(/-id$/, ""), name })));

/** A bucket, or what is in it. */
function objectIn(input: Readonly<Record<string, unknown>>): readonly Thing[] {
  const { S3Bucket, S3Key, Bucket = S3Bucket, Key = S3Key } = input;
  return Bucket === undefined ? [] : [{ noun: "", name: ["s3:/", Bucket, Key].filter((part) => part).join("/") }];
}

/** How many of a kind are named. */
const most = 3;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, most).map((name) => (/\s/.test(name) ? JSON.stringify(name) : name));
  const more = names.length > most ? ` and ${names.length - most} more` : "";
  return shown.join(", ") + more;
}

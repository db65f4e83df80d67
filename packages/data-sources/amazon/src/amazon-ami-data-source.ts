import {
  allFilters,
  awsAccessFields,
  checkAwsAccess,
  filterFields,
  findImage,
  hasFilters,
  type Image,
  openAws,
} from "@ingot/client-aws";
import { type CheckHost, type ConfigIssue, defineDataSource } from "@ingot/core/plugin";
import * as z from "zod";

const config = z.object({
  ...awsAccessFields,
  ...filterFields,
  owners: z
    .array(z.string())
    .default([])
    .describe("Whose images count: account ids, self, amazon, aws-marketplace. At least one is required."),
  most_recent: z.boolean().default(false).describe("Of several images take the newest; else several are an error."),
  include_deprecated: z.boolean().default(false).describe("Let images count that are deprecated."),
});

type Config = z.infer<typeof config>;

/** Finds the image that builds start from. */
export const amazonAmiDataSource = defineDataSource({
  type: "amazon-ami",
  description: "Finds one Amazon Machine Image by filters and owners.",
  config,
  output: z.object({
    id: z.string().describe("The image's id."),
    name: z.string().describe("Its name."),
    creation_date: z.string().describe("When it was made, as 2026-01-31T12:00:00.000Z."),
    owner: z.string().describe("The id of the account that it belongs to."),
    owner_name: z.string().describe("That account's alias, as amazon; empty where it has none."),
    tags: z.record(z.string(), z.string()).describe("Its tags."),
  }),
  check,
  read: async (config, context) => {
    const aws = await openAws(config, context);
    return describeImage(await findImage(aws, { ...config, filters: allFilters(config) }));
  },
});

const describeImage = (image: Image) => ({
  id: image.ImageId ?? "",
  name: image.Name ?? "",
  creation_date: image.CreationDate ?? "",
  owner: image.OwnerId ?? "",
  owner_name: image.ImageOwnerAlias ?? "",
  tags: Object.fromEntries((image.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
});

function check(config: Config, host: CheckHost): ConfigIssue[] {
  const issues = checkAwsAccess(config, host);
  if (config.owners.length === 0) issues.push(missing("owners", withoutOwner));
  if (!hasFilters(config))
    issues.push(missing("filters", 'Say which image is meant, as in filters = { name = "debian-12-*" }.'));
  return issues;
}

const withoutOwner =
  'Anybody can publish an image under any name, so say whose images count: an account\'s id, "self" or "amazon".';

const missing = (path: string, detail: string): ConfigIssue => ({
  path: [path],
  summary: "Missing image filter",
  detail,
});

import type { Image } from "@aws-sdk/client-ec2";
import { IngotError } from "@ingot/core/plugin";
import type { Aws } from "./aws.js";
import { toSdkFilters } from "./filters.js";

/** Which image is meant. */
export interface ImageQuery {
  readonly filters: Readonly<Record<string, string>>;
  /** Account ids, "self", "amazon" …; none: whosoever. */
  readonly owners?: readonly string[];
  /** Take the newest of several. */
  readonly most_recent?: boolean;
  readonly include_deprecated?: boolean;
}

/** The one image that is meant. Throws AWS_IMAGE where there is none, or several and nobody says which. */
export async function findImage(aws: Aws, query: ImageQuery, region?: string): Promise<Image> {
  const { filters, owners = [], most_recent = false, include_deprecated = false } = query;
  const ec2 = await aws.ec2(region);
  const { Images = [] } = await ec2.describeImages({
    Filters: toSdkFilters(filters),
    ...(owners.length > 0 && { Owners: [...owners] }),
    ...(include_deprecated && { IncludeDeprecated: true }),
  });
  const [newest, second] = Images.toSorted(newestFirst);
  const where = region ?? aws.region;
  if (!newest) throw imageError(`There is no image in ${where} that matches ${describeQuery(query)}.`);
  if (!second || most_recent) return newest;
  const which = "Narrow the filters, or set most_recent = true to take the newest.";
  throw imageError(`There are ${Images.length} images in ${where} that match ${describeQuery(query)}. ${which}`);
}

const newestFirst = (one: Image, other: Image): number =>
  (other.CreationDate ?? "").localeCompare(one.CreationDate ?? "");

function describeQuery({ filters, owners = [] }: ImageQuery): string {
  const parts = Object.entries(filters).map(([name, value]) => `${name} = "${value}"`);
  const all = owners.length > 0 ? [...parts, `owners ${owners.join(", ")}`] : parts;
  return all.length > 0 ? all.join(", ") : "everything";
}

const imageError = (message: string): IngotError => new IngotError({ code: "AWS_IMAGE", source: "user", message });

import { type Aws, allFilters, findImage, type Image, retryUntil } from "@ingot/client-aws";
import { type BuildContext, IngotError } from "@ingot/core/plugin";
import type { BuildData } from "../tags.js";
import { noneMatches } from "./found.js";
import type { LaunchOptions } from "./launched-machine.js";
import type { RunConfig } from "./run-fields.js";

/** How long an image may be unknown that another build has just made, in milliseconds. */
const visibility = 15_000;

/** The image to start from, fit for what is to become of it. */
export async function findSourceImage(
  config: RunConfig,
  aws: Aws,
  options: LaunchOptions,
  run: BuildContext,
): Promise<Image> {
  const image = config.source_ami
    ? await imageOf(config.source_ami, aws, run)
    : await imageByFilter(config, aws, options);
  run.say(`Found Image ID: ${image.ImageId}`);
  checkImage(image, config, options);
  return image;
}

async function imageOf(id: string, aws: Aws, run: BuildContext): Promise<Image> {
  const ec2 = await aws.ec2();
  const look = async () => (await ec2.describeImages({ ImageIds: [id] })).Images ?? [];
  const codes = ["InvalidAMIID.NotFound", "InvalidAMIID.Unavailable"];
  const [image] = await retryUntil(look, { codes, for: visibility }, run);
  if (!image) throw noneMatches("source_ami");
  return image;
}

/** The template's own say counts where it has one. */
function imageByFilter(config: RunConfig, aws: Aws, { virtualizationType }: LaunchOptions): Promise<Image> {
  const query = config.source_ami_filter!; // as checked
  const implied = virtualizationType ? { "virtualization-type": virtualizationType } : {};
  return findImage(aws, { ...query, filters: { ...implied, ...allFilters(query) } });
}

function checkImage(image: Image, config: RunConfig, { rootDevice = "ebs" }: LaunchOptions): void {
  const { ImageId, RootDeviceType, VirtualizationType } = image;
  if (RootDeviceType !== rootDevice)
    throw unfit(
      image,
      `The root device of ${ImageId} is of the type ${RootDeviceType}, and this builder needs an image whose root device is of the type ${rootDevice}. Choose another image${rootDevice === "ebs" ? "" : ", or the builder amazon-ebs"}.`,
    );
  const enhanced = (["ena_support", "sriov_support"] as const).filter((option) => config[option]).join(" and ");
  if (enhanced === "" || VirtualizationType === "hvm") return;
  throw unfit(
    image,
    `Enhanced networking (${enhanced}) needs an image of the virtualization type hvm, and ${ImageId} is of the type ${VirtualizationType}. Choose another image, or remove ${enhanced}.`,
  );
}

const unfit = ({ ImageId }: Image, message: string) =>
  new IngotError({ code: "AMAZON_SOURCE_IMAGE", source: "user", message, data: { image: ImageId } });

/** What templates and `build.*` tell of the image. */
export const sourceDataOf = (image: Image, region: string): BuildData => ({
  BuildRegion: region,
  SourceAMI: image.ImageId ?? "",
  SourceAMIName: image.Name ?? "",
  SourceAMICreationDate: image.CreationDate ?? "",
  SourceAMIOwner: image.OwnerId ?? "",
  SourceAMIOwnerName: image.ImageOwnerAlias ?? "",
  SourceAMITags: Object.fromEntries((image.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
});

/** Names that `build.*` gains. */
export const sourceExportNames = [
  "BuildRegion",
  "SourceAMI",
  "SourceAMIName",
  "SourceAMICreationDate",
  "SourceAMIOwner",
  "SourceAMIOwnerName",
] as const;

/** What of it is text. */
export const sourceExports = (data: BuildData): Readonly<Record<string, string>> =>
  Object.fromEntries(sourceExportNames.map((name) => [name, String(data[name])]));

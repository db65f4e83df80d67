import type { Image } from "@aws-sdk/client-ec2";
import { IngotError } from "@ingot/core/plugin";
import type { Aws } from "../aws.js";

/** Images of one region. */
export interface ImageSearch {
  readonly region: string;
  /** Amazon's, to the letter: `name`, `image-id`, `tag:…`. An id that is not there is no error as a filter. */
  readonly filters: Readonly<Record<string, string>>;
}

/** The account's own images that match. */
export async function ownImages({ region, filters }: ImageSearch, aws: Aws): Promise<readonly Image[]> {
  const ec2 = await aws.ec2(region);
  const Filters = Object.entries(filters).map(([Name, value]) => ({ Name, Values: [value] }));
  return (await ec2.describeImages({ Owners: ["self"], Filters })).Images ?? [];
}

/** Throws where an image has the name; `otherwise` says what can be done but to choose another. */
export async function refuseTakenName(name: string, region: string, otherwise: string, aws: Aws): Promise<void> {
  const [taken] = await ownImages({ region, filters: { name } }, aws);
  if (!taken) return;
  const id = taken.ImageId;
  throw new IngotError({
    code: "AMI_NAME_TAKEN",
    source: "user",
    message: `The AMI name "${name}" is taken in ${region}, by ${id}. Choose another ami_name, perhaps with a timestamp in it, or ${otherwise}.`,
    data: { name, region, id },
  });
}

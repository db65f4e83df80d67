import type { ImageConfig } from "./image-fields.js";

type Choice = Pick<ImageConfig, "ami_regions" | "encrypt_boot" | "skip_save_build_region">;

/** Where the AMI is copied to, beside the region that it is made in. */
export const copyRegions = ({ ami_regions }: Pick<ImageConfig, "ami_regions">, region: string | undefined): string[] =>
  [...new Set(ami_regions)].filter((each) => each !== region);

/** What the machine gives is not what is kept, but what that is copied from. */
export const isIntermediary = ({ encrypt_boot, skip_save_build_region }: Choice): boolean =>
  encrypt_boot === true || skip_save_build_region;

/** Where AMIs stay: the region that they are made in comes first. */
export const finalRegions = (config: Choice, region: string): string[] => [
  ...(config.skip_save_build_region ? [] : [region]),
  ...copyRegions(config, region),
];

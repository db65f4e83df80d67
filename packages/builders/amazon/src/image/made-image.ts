import type { Aws, Tag } from "@ingot/client-aws";
import type { BuildData } from "../tags.js";
import type { ImageConfig } from "./image-fields.js";

/** Where an AMI is, or is going to be. */
export interface ImagePlace {
  readonly region: string;
  readonly name: string;
}

/** An AMI that this build has made. */
export interface MadeImage extends ImagePlace {
  readonly id: string;
  /** Known when it is available. */
  readonly snapshots: readonly string[];
}

/** The key of the tag by which a build knows its AMIs from those of other builds of the run. */
export const imageTagKey = "ingot:image";

/** What all steps from a stopped machine to its AMIs need. */
export interface ImageJob {
  readonly config: ImageConfig;
  readonly aws: Aws;
  /** What templates in tags and in the description may name. */
  readonly data: BuildData;
  /** What AMIs and snapshots have from the first moment, beside the run's own tag. */
  readonly runTags: readonly Tag[];
}

/** What people read: "AMI web in eu-west-1 and us-east-1". */
export const describePlaces = (places: readonly ImagePlace[]): string => {
  const regions = [...new Set(places.map(({ region }) => region))];
  return `AMI ${places[0]?.name} in ${regions.join(", ").replace(/, (?=[^,]*$)/, " and ")}`;
};

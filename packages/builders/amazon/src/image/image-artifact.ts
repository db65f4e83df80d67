import { sideBySide } from "@ingot/client-aws";
import type { Artifact, BuildContext } from "@ingot/core/plugin";
import * as z from "zod";
import type { MadeImage } from "./made-image.js";
import type { ImageMaker } from "./make-images.js";
import { removeOwned } from "./remove-images.js";

/** What other builds can ask of the AMIs. */
export const amazonArtifact = z.object({
  ami: z
    .string()
    .describe("The AMI's id where it was made; with `skip_save_build_region` in the first of the other regions."),
  amis: z.record(z.string(), z.string()).describe("The AMIs' ids, by region."),
  snapshots: z.record(z.string(), z.array(z.string())).describe("The AMIs' snapshots, by region."),
  name: z.string().describe("The AMIs' name."),
  region: z.string().describe("The region of `ami`."),
  sourceAmi: z.string().describe("The AMI that was started from."),
});

/** The AMIs as post-processors, manifests and other builds see them. */
export function imageArtifact(images: readonly MadeImage[], maker: ImageMaker, run: BuildContext): Artifact {
  const { aws, builderId } = maker;
  const sorted = [...images].sort((a, b) => (a.region < b.region ? -1 : 1));
  return {
    builderId,
    id: sorted.map(({ region, id }) => `${region}:${id}`).join(","),
    files: [],
    description: `AMIs were created:\n${sorted.map(({ region, id }) => `${region}: ${id}\n`).join("")}`,
    values: valuesOf(images, sorted, maker),
    destroy: async () => void (await sideBySide(images, (image) => removeOwned(image, run.runId, { aws, run }))),
  };
}

function valuesOf(
  [first]: readonly MadeImage[],
  sorted: readonly MadeImage[],
  { data }: ImageMaker,
): Artifact["values"] {
  return {
    ami: first!.id,
    amis: Object.fromEntries(sorted.map(({ region, id }) => [region, id])),
    snapshots: Object.fromEntries(sorted.map(({ region, snapshots }) => [region, snapshots])),
    name: first!.name,
    region: first!.region,
    sourceAmi: data.SourceAMI ?? "",
  };
}

import { destroyImages } from "@ingot/client-aws";
import type { Artifact } from "@ingot/core/plugin";
import * as z from "zod";
import type { FinishedImage } from "./finished-image.js";
import type { Importing } from "./importing.js";

/** What other builds can ask of an imported image. */
export const importedImage = z.object({
  ImageId: z.string().describe("The image's id."),
  Region: z.string().describe("The region that has it."),
  SnapshotIds: z.array(z.string()).describe("The ids of its snapshots."),
});

/** `run` is the build's; what destroys the artifact later goes by its signal then. */
export const imageArtifact = ({ id, snapshots }: FinishedImage, { aws, run }: Importing): Artifact => ({
  builderId: "packer.post-processor.amazon-import",
  id: `${aws.region}:${id}`,
  files: [],
  description: `AMIs were created:\n${aws.region}: ${id}\n`,
  values: { ImageId: id, Region: aws.region, SnapshotIds: [...snapshots] },
  destroy: async () => void (await destroyImages({ region: aws.region, filters: { "image-id": id } }, aws, run)),
});

import {
  type Aws,
  acquireWhole,
  awaitImage,
  destroyImages,
  type ImageSearch,
  runTag,
  runTagKey,
  tagSpecifications,
} from "@ingot/client-aws";
import type { Acquired } from "@ingot/core/plugin";
import type { Importing } from "./importing.js";

/** The run's image of that name; another of the name does not match. */
export const ownNamed = (name: string, runId: string, { region }: Aws): ImageSearch => ({
  region,
  filters: { name, [`tag:${runTagKey}`]: runId },
});

/** An import's image has the name of its task. A copy has the name that is asked for; it goes when it is released. */
export async function copyUnderName(imageId: string, importing: Importing): Promise<Acquired<string>> {
  const { config, aws, run } = importing;
  run.say(`Copying ${imageId} to an image named "${config.ami_name}"`);
  const copy = await acquireWhole(run, {
    intent: {
      kind: "aws.imported-image",
      description: `the image "${config.ami_name}" in ${aws.region}`,
      handle: { access: aws.access, name: config.ami_name },
    },
    create: async (abortSignal) => {
      const ec2 = await aws.ec2();
      return (await ec2.copyImage(copyRequest(imageId, importing), { abortSignal })).ImageId!;
    },
    destroy: async (id) => void (await destroyImages({ region: aws.region, filters: { "image-id": id } }, aws, run)),
    undo: async () => void (await destroyImages(ownNamed(config.ami_name, run.runId, aws), aws, run)),
  });
  await awaitImage({ id: copy.value, region: aws.region }, aws);
  return copy;
}

function copyRequest(SourceImageId: string, { config, aws, run }: Importing) {
  return {
    Name: config.ami_name,
    SourceImageId,
    SourceRegion: aws.region,
    ClientToken: Buffer.from(run.host.randomBytes(16)).toString("hex"),
    TagSpecifications: tagSpecifications(["image", "snapshot"], [runTag(run)]),
    ...(config.ami_encrypt && { Encrypted: true, ...(config.ami_kms_key && { KmsKeyId: config.ami_kms_key }) }),
  };
}

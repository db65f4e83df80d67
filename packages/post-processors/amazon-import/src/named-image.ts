import {
  type Aws,
  acquireWhole,
  awaitImage,
  destroyImages,
  type ImageSearch,
  onceKnown,
  runTag,
  runTagKey,
  tagSpecifications,
} from "@ingot/client-aws";
import type { Acquired, ResourceIntent } from "@ingot/core/plugin";
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
  const request = copyRequest(imageId, importing);
  const asked = await acquireWhole(run, {
    intent: intentOf({}, importing),
    create: async (abortSignal) => {
      const ec2 = await aws.ec2();
      return (await onceKnown(() => ec2.copyImage(request, { abortSignal }), run)).ImageId!;
    },
    destroy: (id) => destroyCopy(id, importing),
    undo: async () => void (await destroyImages(ownNamed(config.ami_name, run.runId, aws), aws, run)),
  });
  const copy = await known(asked, importing);
  await awaitImage({ id: copy.value, region: aws.region }, aws);
  return copy;
}

/** By its id its snapshots are found, even when the image itself is gone. */
async function known({ value: id, keep }: Acquired<string>, importing: Importing): Promise<Acquired<string>> {
  const copy = await importing.run.acquire(
    intentOf({ id }, importing),
    async () => id,
    () => destroyCopy(id, importing),
  );
  await keep();
  return copy;
}

const intentOf = (more: { readonly id?: string }, { config: { ami_name: name }, aws }: Importing): ResourceIntent => ({
  kind: "aws.imported-image",
  description: `the image "${name}" in ${aws.region}`,
  handle: { access: aws.access, name, ...more },
});

async function destroyCopy(id: string, { config, aws, run }: Importing): Promise<void> {
  run.say(`Deregistering ${id}, and deleting its snapshots...`);
  await destroyImages(knownCopy(config.ami_name, id, aws), aws, run);
}

/** The image with that id and name. */
export const knownCopy = (name: string, id: string, { region }: Aws): ImageSearch => ({
  region,
  filters: { name, "image-id": id },
});

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

import { type Aws, type AwsContext, acquireWhole, destroyImage, type Image, runTagKey } from "@ingot/client-aws";
import { type Acquired, type DestroyOutcome, IngotError } from "@ingot/core/plugin";
import type { Importing } from "./importing.js";

/** How long a copy may take, in milliseconds. */
const patience = 2 * 3_600_000;

/** That no image of the account has the name: it would be found out only when all is done. */
export async function checkNameIsFree({ config: { ami_name }, aws }: Importing): Promise<void> {
  const [taken] = await imagesNamed(aws, ami_name);
  if (!taken) return;
  throw new IngotError({
    code: "AMI_NAME_TAKEN",
    source: "user",
    message: `The name "${ami_name}" is taken in ${aws.region} by ${taken.ImageId}. Choose another ami_name, or deregister that image.`,
    data: { image: taken.ImageId },
  });
}

async function imagesNamed(aws: Aws, name: string, tag?: string): Promise<readonly Image[]> {
  const Filters = [
    { Name: "name", Values: [name] },
    ...(tag === undefined ? [] : [{ Name: `tag:${runTagKey}`, Values: [tag] }]),
  ];
  return (await (await aws.ec2()).describeImages({ Owners: ["self"], Filters })).Images ?? [];
}

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
    destroy: async (id) => void (await destroyImage(aws, aws.region, id, run)),
    undo: async () => void (await destroyNamed(aws, config.ami_name, run.runId, run)),
  });
  await aws.watch.image(copy.value, {
    what: `the image ${copy.value} to become available`,
    timeout: patience,
    until: ({ State }) => State === "available",
    fails: ({ State, StateReason }) =>
      State === "pending" ? undefined : `it is ${State}: ${StateReason?.Message ?? "Amazon does not say why"}`,
  });
  return copy;
}

function copyRequest(SourceImageId: string, { config, aws, run }: Importing) {
  const Tags = [{ Key: runTagKey, Value: run.runId }];
  return {
    Name: config.ami_name,
    SourceImageId,
    SourceRegion: aws.region,
    ClientToken: Buffer.from(run.host.randomBytes(16)).toString("hex"),
    TagSpecifications: (["image", "snapshot"] as const).map((ResourceType) => ({ ResourceType, Tags })),
    ...(config.ami_encrypt && { Encrypted: true, ...(config.ami_kms_key && { KmsKeyId: config.ami_kms_key }) }),
  };
}

/** Destroys the run's image of that name; another of the name stays. */
export async function destroyNamed(
  aws: Aws,
  name: string,
  runId: string,
  context: AwsContext,
): Promise<DestroyOutcome> {
  const [image] = await imagesNamed(aws, name, runId);
  return image ? destroyImage(aws, aws.region, image.ImageId!, context) : "absent";
}

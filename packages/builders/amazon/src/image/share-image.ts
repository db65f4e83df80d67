import { type Aws, launchPermissions, type ModifyImageAttributeCommandInput, onceKnown } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import type { ImageJob, MadeImage } from "./made-image.js";

/** Describes the AMI, and says who may use it and its snapshots. */
export async function shareImage(image: MadeImage, job: ImageJob, run: BuildContext): Promise<void> {
  const changes = imageChanges(job, run);
  if (changes.length > 0) run.say(`Modifying ${changes.map(([what]) => what).join(", ")} of AMI ${image.id}...`);
  const ec2 = await job.aws.ec2(image.region);
  for (const [, change] of changes)
    await onceKnown(() => ec2.modifyImageAttribute({ ImageId: image.id, ...change }), run);
  await shareSnapshots(image, job, run);
}

type Change = readonly [what: string, change: Omit<ModifyImageAttributeCommandInput, "ImageId">];

/** Amazon changes one attribute in one call. */
function imageChanges({ config, data }: ImageJob, run: BuildContext): readonly Change[] {
  const description = run.render(config.ami_description ?? "", data);
  const permissions = launchPermissions(config);
  const changes: readonly (Change | false)[] = [
    description !== "" && ["description", { Description: { Value: description } }],
    permissions.length > 0 && ["launch permissions", { LaunchPermission: { Add: permissions } }],
    config.ami_product_codes.length > 0 && ["product codes", { ProductCodes: config.ami_product_codes }],
    config.imds_support !== undefined && ["IMDS support", { ImdsSupport: { Value: config.imds_support } }],
  ];
  return changes.filter((change) => change !== false);
}

/** Who may use snapshots, as templates say it. */
export interface SnapshotSharing {
  readonly snapshot_users: readonly string[];
  readonly snapshot_groups: readonly string[];
}

/** Says who may make volumes of snapshots. */
export async function shareSnapshots(
  { region, snapshots }: Pick<MadeImage, "region" | "snapshots">,
  { config, aws }: { readonly config: SnapshotSharing; readonly aws: Aws },
  run: BuildContext,
): Promise<void> {
  const { snapshot_users: users, snapshot_groups: groups } = config;
  if (users.length + groups.length === 0) return;
  const ec2 = await aws.ec2(region);
  const Add = [...users.map((UserId) => ({ UserId })), ...groups.map((Group) => ({ Group: Group as "all" }))];
  for (const SnapshotId of snapshots) {
    run.say(`Modifying permissions of snapshot ${SnapshotId}...`);
    const request = { SnapshotId, Attribute: "createVolumePermission", CreateVolumePermission: { Add } } as const;
    await onceKnown(() => ec2.modifySnapshotAttribute(request), run);
  }
}

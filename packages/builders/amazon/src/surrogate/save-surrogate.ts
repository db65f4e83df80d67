import type { Aws, Tag } from "@ingot/client-aws";
import type { Acquired, Artifact, BuildContext } from "@ingot/core/plugin";
import { toSdkBlockDevices } from "../block-devices/sdk-block-devices.js";
import { type ImageMaker, makeImages } from "../image/make-images.js";
import { sideBySide } from "../image/side-by-side.js";
import { tagSpecifications } from "../image/tag-specifications.js";
import { inheritedTags, wantsImages } from "../image/wanted-images.js";
import { onceKnown } from "../once-known.js";
import type { LaunchedMachine } from "../run/launched-machine.js";
import { attachedVolume } from "../snapshots/attached-volume.js";
import { takeSnapshot } from "../snapshots/take-snapshot.js";
import { tagsOf } from "../tags.js";
import type { AmazonEbssurrogateConfig } from "./config.js";
import { registrationOf } from "./registration.js";
import { swapRoot } from "./swap-root.js";

/** An instance whose volumes are provisioned. */
export interface Surrogate {
  readonly config: AmazonEbssurrogateConfig;
  readonly aws: Aws;
  readonly launched: LaunchedMachine;
}

/** Makes AMIs of the volumes of the instance. */
export async function saveSurrogate(surrogate: Surrogate, run: BuildContext): Promise<Artifact | undefined> {
  const { config, launched } = surrogate;
  if (!wantsImages(config, run)) return undefined;
  await launched.stop(run);
  return config.use_create_image ? createFromInstance(surrogate, run) : registerSnapshots(surrogate, run);
}

type Request = ImageMaker["request"];

function imagesBy(request: Request, { config, aws, launched }: Surrogate, run: BuildContext): Promise<Artifact> {
  const data = launched.sourceData;
  const runTags = inheritedTags(config, data, run);
  return makeImages({ config, aws, data, runTags, builderId: "mitchellh.amazon.ebssurrogate", request }, run);
}

/** From when the AMIs are whole the snapshots are theirs; an AMI that was only copied from has taken them along. */
async function registerSnapshots(surrogate: Surrogate, run: BuildContext): Promise<Artifact> {
  const { config, aws } = surrogate;
  const snapshots = await takeSnapshots(surrogate, run);
  const ids = new Map([...snapshots].map(([device, { value }]) => [device, value]));
  const registration = registrationOf(config, ids);
  const artifact = await imagesBy(
    async ({ name, tags }) => {
      const TagSpecifications = tagSpecifications(["image"], tags);
      const ec2 = await aws.ec2();
      const request = { ...registration, Name: name, TagSpecifications };
      return (await onceKnown(() => ec2.registerImage(request), run)).ImageId;
    },
    surrogate,
    run,
  );
  for (const snapshot of snapshots.values()) await snapshot.keep();
  return artifact;
}

/** Of all volumes that belong into the AMI, side by side. */
async function takeSnapshots(
  { config, aws, launched }: Surrogate,
  run: BuildContext,
): Promise<ReadonlyMap<string, Acquired<string>>> {
  const instance = await launched.instance();
  const devices = config.launch_block_device_mappings.filter(
    ({ omit_from_artifact, no_device, virtual_name }) => !omit_from_artifact && !no_device && !virtual_name,
  );
  const tags: readonly Tag[] = tagsOf(run, config.snapshot_tags, config.snapshot_tag, launched.sourceData);
  const taken = await sideBySide(devices, async ({ device_name: device }) => {
    const description = `${device} of ${launched.instanceId}`;
    const order = { volumeId: attachedVolume(instance, device), description, tags };
    return [device, await takeSnapshot(order, aws, run)] as const;
  });
  return new Map(taken);
}

async function createFromInstance(surrogate: Surrogate, run: BuildContext): Promise<Artifact> {
  const { config, aws, launched } = surrogate;
  const root = await swapRoot(config.ami_root_device.source_device_name, launched, aws, run);
  const BlockDeviceMappings = devicesOfCreated(config, root);
  return imagesBy(
    async ({ name: Name, tags }) => {
      const TagSpecifications = tagSpecifications(["image"], tags);
      const request = { InstanceId: launched.instanceId, Name, BlockDeviceMappings, TagSpecifications };
      const ec2 = await aws.ec2();
      return (await onceKnown(() => ec2.createImage(request), run)).ImageId;
    },
    surrogate,
    run,
  );
}

/** The instance's own devices need not be told again, but for the root and for what is to be left out. */
function devicesOfCreated(config: AmazonEbssurrogateConfig, root: string) {
  const omitted = config.launch_block_device_mappings.filter(({ omit_from_artifact }) => omit_from_artifact);
  return toSdkBlockDevices([
    { ...config.ami_root_device, device_name: root },
    ...omitted.map((device) => ({ ...device, no_device: true })),
    ...config.ami_block_device_mappings,
  ]);
}

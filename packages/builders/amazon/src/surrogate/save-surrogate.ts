import { onceKnown, sideBySide, type Tag, tagSpecifications } from "@ingot/client-aws";
import type { Acquired, Artifact, BuildContext } from "@ingot/core/plugin";
import { toSdkBlockDevices } from "../block-devices/sdk-block-devices.js";
import { type ImageMachine, makeMachineImages } from "../image/machine-images.js";
import type { ImageMaker } from "../image/make-images.js";
import { wantsImages } from "../image/wanted-images.js";
import { attachedVolume } from "../snapshots/attached-volume.js";
import { takeSnapshot } from "../snapshots/take-snapshot.js";
import { tagsOf } from "../tags.js";
import type { AmazonEbssurrogateConfig } from "./config.js";
import { registrationOf } from "./registration.js";
import { swapRoot } from "./swap-root.js";

type Surrogate = ImageMachine<AmazonEbssurrogateConfig>;

/** Makes AMIs of the volumes of the instance. */
export async function saveSurrogate(surrogate: Surrogate, run: BuildContext): Promise<Artifact | undefined> {
  const { config, launched } = surrogate;
  if (!wantsImages(config, run)) return undefined;
  await launched.stop(run);
  return config.use_create_image ? createFromInstance(surrogate, run) : registerSnapshots(surrogate, run);
}

const builderId = "mitchellh.amazon.ebssurrogate";

/** From when the AMIs are whole the snapshots are theirs; an AMI that was only copied from has taken them along. */
async function registerSnapshots(surrogate: Surrogate, run: BuildContext): Promise<Artifact> {
  const { config, aws } = surrogate;
  const snapshots = await takeSnapshots(surrogate, run);
  const ids = new Map([...snapshots].map(([device, { value }]) => [device, value]));
  const registration = registrationOf(config, ids);
  const request: ImageMaker["request"] = async ({ name, tags }) => {
    const TagSpecifications = tagSpecifications(["image"], tags);
    const ec2 = await aws.ec2();
    return (await onceKnown(() => ec2.registerImage({ ...registration, Name: name, TagSpecifications }), run)).ImageId;
  };
  const keep = async () => {
    for (const snapshot of snapshots.values()) await snapshot.keep();
  };
  return makeMachineImages(surrogate, { builderId, request, keep }, run);
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
  const request: ImageMaker["request"] = async ({ name: Name, tags }) => {
    const TagSpecifications = tagSpecifications(["image"], tags);
    const image = { InstanceId: launched.instanceId, Name, BlockDeviceMappings, TagSpecifications };
    const ec2 = await aws.ec2();
    return (await onceKnown(() => ec2.createImage(image), run)).ImageId;
  };
  return makeMachineImages(surrogate, { builderId, request }, run);
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

import { tagSpecifications } from "@ingot/client-aws";
import { clearTemporaryKey } from "@ingot/communicator-config";
import type { Acquired, Artifact, BuildContext } from "@ingot/core/plugin";
import { toSdkBlockDevices } from "../block-devices/sdk-block-devices.js";
import { makeMachineImages } from "../image/machine-images.js";
import type { ImageMaker } from "../image/make-images.js";
import { wantsImages } from "../image/wanted-images.js";
import { bundleVolume, sendCertificate, uploadBundle } from "./bundle.js";
import { bundlePlaces, type InstanceStore } from "./bundle-data.js";

/** Bundles the running instance's disk, and registers AMIs of the bundle. Such an instance cannot be stopped. */
export async function saveInstanceStore(store: InstanceStore, run: BuildContext): Promise<Artifact | undefined> {
  const { config, launched } = store;
  if (!wantsImages(config, run)) return undefined;
  const places = bundlePlaces(config, run);
  await sendCertificate(store, places, run);
  await clearTemporaryKey(config, launched.key, launched.communicator, run);
  await bundleVolume(store, places, run);
  const bundle = await uploadBundle(store, places, run);
  return registerBundle(store, places.location, bundle, run);
}

function registerBundle(
  store: InstanceStore,
  location: string,
  { keep }: Acquired<void>,
  run: BuildContext,
): Promise<Artifact> {
  const request: ImageMaker["request"] = async ({ name: Name, tags }) => {
    const TagSpecifications = tagSpecifications(["image"], tags);
    const ec2 = await store.aws.ec2();
    return (await ec2.registerImage({ ...registrationOf(store, location), Name, TagSpecifications })).ImageId;
  };
  return makeMachineImages(store, { builderId: "mitchellh.amazon.instance", request, keep }, run);
}

const registrationOf = ({ config }: InstanceStore, ImageLocation: string) => ({
  ImageLocation,
  BlockDeviceMappings: toSdkBlockDevices(config.ami_block_device_mappings),
  ...(config.ami_virtualization_type && { VirtualizationType: config.ami_virtualization_type }),
  ...(config.ena_support && { EnaSupport: true }),
  ...(config.sriov_support && { SriovNetSupport: "simple" }),
});

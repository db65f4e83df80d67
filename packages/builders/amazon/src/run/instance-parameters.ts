import { type RunInstancesCommandInput, runTag, type Tag, type TagSpecification } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import { keyed, tagsOf } from "../tags.js";
import { type InstanceProfile, profileParameter } from "./instance-profile.js";
import type { LaunchKey } from "./key-pair.js";
import type { Launch, LaunchConfig } from "./launched-machine.js";
import type { Network } from "./network.js";
import { ownTags } from "./own-things.js";
import type { Plugin } from "./session-manager/plugin-version.js";

/** All that is there when the instance is to start. */
export interface PreparedLaunch extends Launch {
  readonly network: Network;
  readonly key: LaunchKey;
  readonly groups: readonly string[];
  readonly profile: InstanceProfile | undefined;
  /** Where the instance is to be reached through Session Manager. */
  readonly plugin: Plugin | undefined;
  /** In base64. */
  readonly userData: string | undefined;
  /** By which the instance is known again: a client token, and a tag. */
  readonly token: string;
}

/** The key of the tag that tells which launch of its run an instance belongs to, and its volumes. */
export const launchTagKey = "ingot:launch";

type Parameters = Omit<RunInstancesCommandInput, "MinCount" | "MaxCount">;

/** What `RunInstances` and launch templates both take. */
export function instanceParameters(launch: PreparedLaunch, run: BuildContext): Parameters {
  const { config, image, options, key, userData } = launch;
  const devices = [...options.blockDevices, ...(config.no_ephemeral ? noEphemeral : [])];
  const profile = profileParameter(launch.profile);
  return {
    ImageId: image.ImageId,
    ...(key.name && { KeyName: key.name }),
    ...(userData && { UserData: userData }),
    ...(profile && { IamInstanceProfile: profile }),
    ...(devices.length > 0 && { BlockDeviceMappings: devices }),
    ...(config.ebs_optimized && { EbsOptimized: true }),
    ...machineParameters(config),
    Placement: placementOf(config),
    TagSpecifications: tagSpecifications(launch, run),
  };
}

/** Windows finds its host's disks at these names, xvdca to xvdcz. */
const noEphemeral = [..."abcdefghijklmnopqrstuvwxyz"].map((letter) => ({ DeviceName: `xvdc${letter}`, NoDevice: "" }));

function machineParameters(config: LaunchConfig): Parameters {
  const unlimited = config.enable_unlimited_credits || config.enable_t2_unlimited;
  const licences = config.license_specifications.map(({ license_configuration_request: request }) => ({
    LicenseConfigurationArn: request.license_configuration_arn,
  }));
  return {
    ...(unlimited && { CreditSpecification: { CpuCredits: "unlimited" } }),
    ...(config.enable_nitro_enclave && { EnclaveOptions: { Enabled: true } }),
    ...(licences.length > 0 && { LicenseSpecifications: licences }),
    ...(config.metadata_options && { MetadataOptions: metadataOptions(config.metadata_options) }),
  };
}

type Metadata = NonNullable<Parameters["MetadataOptions"]>;

const metadataOptions = (options: NonNullable<LaunchConfig["metadata_options"]>): Metadata => ({
  HttpEndpoint: options.http_endpoint as "enabled" | "disabled",
  HttpTokens: options.http_tokens as "optional" | "required",
  HttpPutResponseHopLimit: options.http_put_response_hop_limit,
  InstanceMetadataTags: options.instance_metadata_tags as "enabled" | "disabled",
});

/** Which subnet and groups: of the instance, or where there is something more to say of its interface, of that. */
export function networkParameters(launch: PreparedLaunch): Parameters {
  const { config, network, groups } = launch;
  if (config.associate_public_ip_address !== undefined && network.subnetId) return interfaceParameters(launch);
  return { SecurityGroupIds: [...groups], ...(network.subnetId && { SubnetId: network.subnetId }) };
}

/** The same of the instance's interface: the one way in launch templates to name a subnet. */
export function interfaceParameters({ config, network, groups }: PreparedLaunch): Parameters {
  if (!network.subnetId) return { SecurityGroupIds: [...groups] };
  const { associate_public_ip_address: isPublic } = config;
  const address = isPublic === undefined ? {} : { AssociatePublicIpAddress: isPublic };
  const place = { SubnetId: network.subnetId, Groups: [...groups] };
  return { NetworkInterfaces: [{ DeviceIndex: 0, DeleteOnTermination: true, ...place, ...address }] };
}

function placementOf(config: LaunchConfig): NonNullable<Parameters["Placement"]> {
  const tenancy = config.placement?.tenancy ?? config.tenancy;
  const { host_id, host_resource_group_arn } = config.placement ?? {};
  return {
    ...(tenancy && { Tenancy: tenancy as "default" | "dedicated" | "host" }),
    ...(host_id && { HostId: host_id }),
    ...(host_resource_group_arn && { HostResourceGroupArn: host_resource_group_arn }),
  };
}

/** All is marked from its creation on, so that nothing is ever nobody's. */
function tagSpecifications(launch: PreparedLaunch, run: BuildContext): TagSpecification[] {
  const { config, data, token } = launch;
  const own = ownTags(launch, run);
  const name: Tag = { Key: "Name", Value: "Packer Builder" };
  const instance = own.some(({ Key }) => Key === "Name") ? own : [name, ...own];
  const volume = tagsOf(run, config.run_volume_tags, config.run_volume_tag.map(keyed), data);
  const launchTag = { Key: launchTagKey, Value: token };
  return [
    { ResourceType: "instance", Tags: [...instance, launchTag] },
    { ResourceType: "volume", Tags: [...volume, runTag(run), launchTag] },
    ...(own.length > 1 ? [{ ResourceType: "network-interface" as const, Tags: own }] : []),
  ];
}

import { type Aws, type FilterConfig, isAwsError, type Subnet, toFilters, type Vpc } from "@ingot/client-aws";
import { type BuildContext, IngotError, reasonOf } from "@ingot/core/plugin";
import { noneMatches, onlyOne } from "./found.js";
import type { RunConfig } from "./run-fields.js";

/** Where the instance stands; what is undefined is left to Amazon. */
export interface Network {
  readonly vpcId?: string | undefined;
  readonly subnetId?: string | undefined;
  readonly availabilityZone?: string | undefined;
}

/** What the template says of the network, with what follows from it. */
export async function findNetwork(config: RunConfig, aws: Aws, run: BuildContext): Promise<Network> {
  const vpcId = config.vpc_id ?? (config.vpc_filter && (await vpcByFilter(config.vpc_filter, aws, run)));
  const subnet = await findSubnet(config, vpcId, aws, run);
  if (vpcId && !subnet) await refuseOtherVpc(vpcId, aws);
  return {
    vpcId: vpcId ?? subnet?.VpcId,
    subnetId: subnet?.SubnetId,
    availabilityZone: config.availability_zone ?? subnet?.AvailabilityZone,
  };
}

async function vpcByFilter(filter: FilterConfig, aws: Aws, run: BuildContext): Promise<string> {
  const ec2 = await aws.ec2();
  const { Vpcs = [] } = await ec2.describeVpcs({ Filters: [...toFilters(filter), available] });
  const { VpcId } = onlyOne<Vpc>(Vpcs, "vpc_filter", (vpc) => vpc.VpcId);
  run.say(`Found VPC ID: ${VpcId}`);
  return VpcId!;
}

/** Without a subnet Amazon takes one of the default VPC, whatever group the instance has. Who may not look finds out then. */
async function refuseOtherVpc(vpcId: string, aws: Aws): Promise<void> {
  const ec2 = await aws.ec2();
  const { Vpcs: [vpc] = [] } = await ec2.describeVpcs({ VpcIds: [vpcId] }).catch((error) => {
    if (isAwsError(error, "UnauthorizedOperation")) return { Vpcs: [] };
    throw error;
  });
  if (vpc?.IsDefault === false) throw needsSubnet(vpcId);
}

const needsSubnet = (vpcId: string) =>
  new IngotError({
    code: "AMAZON_SUBNET",
    source: "user",
    message: `${vpcId} is not the default VPC, so that Amazon cannot choose a subnet: set subnet_id, or subnet_filter.`,
    data: { vpc: vpcId },
  });

const available = { Name: "state", Values: ["available"] };

async function findSubnet(
  config: RunConfig,
  vpcId: string | undefined,
  aws: Aws,
  run: BuildContext,
): Promise<Subnet | undefined> {
  if (config.subnet_id) return subnetOf(config.subnet_id, aws);
  const zone = config.availability_zone;
  if (config.subnet_filter) {
    const found = await subnetsOf(aws, toFilters(config.subnet_filter), { vpcId, zones: zone && [zone] });
    const subnet = chooseSubnet(found, config.subnet_filter, run);
    run.say(`Found Subnet ID: ${subnet.SubnetId}`);
    return subnet;
  }
  return config.associate_public_ip_address === undefined ? undefined : inferSubnet(config, vpcId, aws, run);
}

async function subnetOf(id: string, aws: Aws): Promise<Subnet> {
  const ec2 = await aws.ec2();
  const { Subnets = [] } = await ec2.describeSubnets({ SubnetIds: [id] });
  return onlyOne<Subnet>(Subnets, "subnet_id", (subnet) => subnet.SubnetId);
}

async function subnetsOf(
  aws: Aws,
  filters: ReturnType<typeof toFilters>,
  { vpcId, zones }: { readonly vpcId: string | undefined; readonly zones: readonly string[] | "" | undefined },
): Promise<Subnet[]> {
  const ec2 = await aws.ec2();
  const Filters = [
    ...filters,
    available,
    ...(vpcId ? [{ Name: "vpc-id", Values: [vpcId] }] : []),
    ...(zones ? [{ Name: "availability-zone", Values: [...zones] }] : []),
  ];
  return (await ec2.describeSubnets({ Filters })).Subnets ?? [];
}

type Choice = { readonly most_free: boolean; readonly random: boolean };

function chooseSubnet(found: readonly Subnet[], { most_free, random }: Choice, { host }: BuildContext): Subnet {
  if (found.length === 0) throw noneMatches("subnet_filter");
  if (most_free) return mostFree(found)!;
  if (random) return found[Buffer.from(host.randomBytes(4)).readUInt32BE() % found.length]!;
  return onlyOne(found, "subnet_filter", (subnet) => subnet.SubnetId);
}

const free = ({ AvailableIpAddressCount = 0 }: Subnet): number => AvailableIpAddressCount;

const mostFree = (found: readonly Subnet[]): Subnet | undefined =>
  [...found].sort((one, other) => free(other) - free(one))[0];

/** An address is asked for at an interface, and that needs a subnet: of the default VPC, where there are instances of the type. */
async function inferSubnet(
  config: RunConfig,
  vpcId: string | undefined,
  aws: Aws,
  run: BuildContext,
): Promise<Subnet | undefined> {
  try {
    const vpc = vpcId ?? (await defaultVpc(aws));
    const zones = config.availability_zone ? [config.availability_zone] : await zonesWith(config, aws);
    const subnet = mostFree(await subnetsOf(aws, [], { vpcId: vpc, zones }));
    if (subnet) return subnet;
    run.warn(`No subnet of ${vpc} fits, so that Amazon chooses one, and associate_public_ip_address has no effect.`);
  } catch (error) {
    run.signal.throwIfAborted();
    run.warn(
      `No subnet could be found for associate_public_ip_address, which has no effect without: ${reasonOf(error)} Set subnet_id.`,
    );
  }
  return undefined;
}

async function defaultVpc(aws: Aws): Promise<string> {
  const ec2 = await aws.ec2();
  const { Vpcs = [] } = await ec2.describeVpcs({ Filters: [{ Name: "is-default", Values: ["true"] }] });
  return onlyOne<Vpc>(Vpcs, "the default VPC", (vpc) => vpc.VpcId).VpcId!;
}

async function zonesWith({ instance_type, spot_instance_types }: RunConfig, aws: Aws): Promise<string[] | undefined> {
  const ec2 = await aws.ec2();
  const types = instance_type ? [instance_type] : spot_instance_types;
  const { InstanceTypeOfferings = [] } = await ec2.describeInstanceTypeOfferings({
    LocationType: "availability-zone",
    Filters: [{ Name: "instance-type", Values: types }],
  });
  return InstanceTypeOfferings.map(({ Location = "" }) => Location);
}

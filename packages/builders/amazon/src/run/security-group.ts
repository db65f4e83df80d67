import {
  type Aws,
  acquireWhole,
  hasFilters,
  type IpPermission,
  isAwsError,
  retryUntil,
  type SecurityGroup,
  toFilters,
} from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import { noneMatches } from "./found.js";
import type { Waiter } from "./instance.js";
import type { Launch, LaunchConfig } from "./launched-machine.js";
import type { Network } from "./network.js";
import { ownTags, temporaryName } from "./own-things.js";
import { sourceCidrs } from "./source-cidrs.js";

/** How long a group may be unknown that was just made, and how long one may be in use by an instance that is gone. Milliseconds. */
const visibility = 200_000;
const release = 60_000;

/** The template's security groups, or one for this build alone. */
export async function securityGroups(launch: Launch, network: Network, run: BuildContext): Promise<readonly string[]> {
  const { config, aws } = launch;
  const given = givenGroups(config);
  if (given.length > 0) return groupsOf(given, aws);
  if (config.security_group_filter && hasFilters(config.security_group_filter))
    return groupsByFilter(launch, network, run);
  return [await temporaryGroup(launch, network, run)];
}

export const givenGroups = ({ security_group_id, security_group_ids }: LaunchConfig): readonly string[] =>
  security_group_id ? [security_group_id] : security_group_ids;

async function groupsOf(GroupIds: readonly string[], aws: Aws): Promise<readonly string[]> {
  const ec2 = await aws.ec2();
  await ec2.describeSecurityGroups({ GroupIds: [...GroupIds] }); // fails for one that is not there
  return GroupIds;
}

async function groupsByFilter({ config, aws }: Launch, { vpcId }: Network, run: BuildContext): Promise<string[]> {
  const within = vpcId ? [{ Name: "vpc-id", Values: [vpcId] }] : [];
  const found = await describeGroups(aws, [...toFilters(config.security_group_filter!), ...within]);
  if (found.length === 0) throw noneMatches("security_group_filter");
  const ids = found.map(({ GroupId = "" }) => GroupId);
  run.say(`Found Security Group(s): ${ids.join(", ")}`);
  return ids;
}

async function describeGroups(aws: Aws, Filters: ReturnType<typeof toFilters>): Promise<SecurityGroup[]> {
  const ec2 = await aws.ec2();
  return (await ec2.describeSecurityGroups({ Filters })).SecurityGroups ?? [];
}

async function temporaryGroup(launch: Launch, network: Network, run: BuildContext): Promise<string> {
  const { aws } = launch;
  const name = temporaryName(run);
  run.say(`Creating temporary security group for this instance: ${name}`);
  const { value: id } = await acquireWhole(run, {
    intent: {
      kind: "aws.security-group",
      description: `security group ${name} in ${aws.region}`,
      handle: { access: aws.access, region: aws.region, name },
    },
    patience: 2 * release,
    create: (signal) => createGroup(launch, network, name, run, signal),
    destroy: async (created) => {
      run.say("Deleting temporary security group...");
      await deleteGroup(aws, created, run);
    },
    undo: async () => {
      const made = await ownGroup(aws, name);
      if (made) await deleteGroup(aws, made, run);
    },
  });
  await awaitGroup(aws, id, run);
  await authorise(launch, id, run);
  return id;
}

/** An answer that was lost is found by the name, which is nobody else's. */
async function createGroup(
  launch: Launch,
  { vpcId }: Network,
  name: string,
  run: BuildContext,
  abortSignal: AbortSignal,
): Promise<string> {
  const ec2 = await launch.aws.ec2();
  try {
    const { GroupId } = await ec2.createSecurityGroup(
      {
        GroupName: name,
        Description: "Temporary group for Packer",
        ...(vpcId && { VpcId: vpcId }),
        TagSpecifications: [{ ResourceType: "security-group", Tags: ownTags(launch, run) }],
      },
      { abortSignal },
    );
    return GroupId!;
  } catch (error) {
    const made = isAwsError(error, "InvalidGroup.Duplicate") ? await ownGroup(launch.aws, name) : undefined;
    if (made) return made;
    throw error;
  }
}

const ownGroup = async (aws: Aws, name: string): Promise<string | undefined> =>
  (await describeGroups(aws, [{ Name: "group-name", Values: [name] }]))[0]?.GroupId;

async function awaitGroup(aws: Aws, id: string, run: BuildContext): Promise<void> {
  const codes = ["InvalidGroup.NotFound", "InvalidSecurityGroupID.NotFound"];
  await retryUntil(() => groupsOf([id], aws), { codes, for: visibility }, run);
}

async function authorise(launch: Launch, GroupId: string, run: BuildContext): Promise<void> {
  const port = portToOpen(launch.config);
  if (port === undefined) return;
  const cidrs = await sourceCidrs(launch.config, run);
  run.say(`Authorizing access to port ${port} from [${cidrs.join(", ")}] in the temporary security group...`);
  const ec2 = await launch.aws.ec2();
  const rules = { GroupId, IpPermissions: [permission(port, cidrs)] };
  try {
    await retryUntil(
      () => ec2.authorizeSecurityGroupIngress(rules),
      { codes: ["InvalidGroup.NotFound"], for: visibility },
      run,
    );
  } catch (error) {
    if (!isAwsError(error, "InvalidPermission.Duplicate")) throw error; // it was heard, and only its answer lost
  }
}

/** Session Manager's agent calls from within, so nothing needs to come in. */
function portToOpen(config: LaunchConfig): number | undefined {
  if (config.communicator === "none" || config.ssh_interface === "session_manager") return undefined;
  return portOf(config);
}

/** The instance's port that the communicator asks for. */
export const portOf = ({ communicator, ssh_port, winrm_port, winrm_use_ssl }: LaunchConfig): number =>
  communicator === "winrm" ? (winrm_port ?? (winrm_use_ssl ? 5986 : 5985)) : ssh_port;

function permission(port: number, cidrs: readonly string[]): IpPermission {
  const v6 = cidrs.filter((cidr) => cidr.includes(":"));
  const v4 = cidrs.filter((cidr) => !cidr.includes(":"));
  return {
    IpProtocol: "tcp",
    FromPort: port,
    ToPort: port,
    ...(v4.length > 0 && { IpRanges: v4.map((CidrIp) => ({ CidrIp })) }),
    ...(v6.length > 0 && { Ipv6Ranges: v6.map((CidrIpv6) => ({ CidrIpv6 })) }),
  };
}

/** Its instance's interface may outlive the instance by a moment. */
export async function deleteGroup(aws: Aws, GroupId: string, run: Waiter): Promise<void> {
  const ec2 = await aws.ec2();
  try {
    await retryUntil(() => ec2.deleteSecurityGroup({ GroupId }), { codes: ["DependencyViolation"], for: release }, run);
  } catch (error) {
    if (!isAwsError(error, "InvalidGroup.NotFound", "InvalidSecurityGroupID.NotFound")) throw error;
  }
}

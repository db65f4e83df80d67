import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { testHost } from "@ingot/testing";
import { checkRun } from "./check-run.js";
import { type LaunchInput, launchConfig } from "./launch-world.test-fixtures.js";

function problemsOf(input: LaunchInput): string[] {
  using host = testHost();
  writeFileSync(join(host.cwd, "user-data.sh"), "#!/bin/sh\n");
  const kindOf = (path: string) => (path === "user-data.sh" ? "file" : undefined);
  return checkRun(launchConfig(input), { cwd: host.cwd, env: {}, kindOf }).map(
    ({ path, severity, summary, detail }) =>
      `${severity === "warning" ? "warning: " : ""}${path.join(".")}: ${summary}: ${detail}`,
  );
}

const source = { filters: { name: "x" }, owners: ["self"] };
const document = { Statement: [{ Action: ["s3:*"], Resource: ["*"] }] };
const managed = { ssh_interface: "session_manager", iam_instance_profile: "ssm" };

const wrong: readonly (readonly [LaunchInput, ...string[]])[] = [
  [
    { source_ami: undefined, instance_type: undefined },
    ": Missing instance settings: Nothing says which AMI to start from: set source_ami to an AMI's id, or describe it with source_ami_filter.",
    ': Missing instance settings: Nothing says what kind of instance to start: set instance_type, as in "t3.micro".',
  ],
  [
    { source_ami: undefined, source_ami_filter: {} },
    'source_ami_filter: Invalid instance settings: source_ami_filter has no filters: describe the AMI, as in filters = { name = "…" }.',
    'source_ami_filter: Invalid instance settings: source_ami_filter has no owners: anybody can publish an AMI of any name, so say whose AMIs count, as in owners = ["amazon"] or an account\'s id.',
  ],
  [
    { source_ami_filter: source },
    "warning: source_ami_filter: Ignored argument: source_ami names the AMI to start from, so source_ami_filter has no effect. Remove one of them.",
  ],
  [
    { spot_instance_types: ["t3.micro"], spot_price: "auto" },
    "spot_instance_types: Conflicting arguments: Both instance_type and spot_instance_types say what kind of instance to start: remove one.",
  ],
  [
    { instance_type: undefined, spot_instance_types: ["t3.micro"] },
    'spot_instance_types: Invalid instance settings: Without spot_price there is no spot instance: set spot_price, as in "auto", or use instance_type.',
  ],
  [
    { spot_price: "cheap" },
    'spot_price: Invalid instance settings: "cheap" is no price: write dollars an hour, as in "0.05", or auto.',
  ],
  [
    { spot_price: "0", spot_tags: { a: "b" }, fleet_tag: [{ key: "a", value: "b" }] },
    "warning: spot_tags: Ignored argument: Without spot_price there is no spot instance, so spot_tags has no effect.",
    "warning: fleet_tag: Ignored argument: Without spot_price there is no spot instance, so fleet_tag has no effect.",
  ],
  [
    { spot_price: "0.1", run_tags: { "": "x" }, run_volume_tag: [{ value: "x" }], fleet_tags: { "aws:a": "b" } },
    "run_tags.: Invalid tag: A tag's key must not be empty.",
    "run_volume_tag.0: Invalid tag: A tag's key must not be empty.",
    'fleet_tags.aws:a: Invalid tag: Keys that begin with aws: are Amazon\'s own, and "aws:a" does.',
  ],
  [
    { spot_price: "0.1", enable_nitro_enclave: true, instance_type: "m5.large", capacity_reservation_id: "cr-1" },
    "enable_nitro_enclave: Conflicting arguments: Spot instances have no enclaves: remove enable_nitro_enclave, or spot_price.",
    "capacity_reservation_id: Conflicting arguments: A capacity reservation is for instances on demand: remove capacity_reservation_id, or spot_price.",
  ],
  [
    { spot_price: "auto", enable_t2_unlimited: true, instance_type: "t2.micro", spot_allocation_strategy: "dear" },
    'spot_allocation_strategy: Invalid instance settings: spot_allocation_strategy is lowest-price, diversified, capacity-optimized, capacity-optimized-prioritized or price-capacity-optimized, and "dear" is none of them.',
    "enable_t2_unlimited: Conflicting arguments: Spot instances of the family t2 have no unlimited credits: remove enable_t2_unlimited, or spot_price.",
  ],
  [
    { block_duration_minutes: 60, spot_price_auto_product: "Linux/UNIX" },
    "warning: block_duration_minutes: Ignored argument: Amazon has no spot instances for a fixed time any more: remove block_duration_minutes.",
    'warning: spot_price_auto_product: Ignored argument: spot_price = "auto" needs no product any more: remove spot_price_auto_product.',
  ],
  [
    { instance_type: "m5.large", enable_unlimited_credits: true },
    "enable_unlimited_credits: Invalid instance settings: Only instances of the families t2, t3, t3a and t4g have credits, and m5.large is of another: remove enable_unlimited_credits.",
  ],
  [
    { enable_nitro_enclave: true },
    "enable_nitro_enclave: Invalid instance settings: Burstable instances have no enclaves: remove enable_nitro_enclave, or choose another type than t3.micro.",
  ],
  [
    { capacity_reservation_preference: "any" },
    'capacity_reservation_preference: Invalid instance settings: capacity_reservation_preference is none or open, and "any" is none of them.',
  ],
  [
    {
      capacity_reservation_preference: "open",
      capacity_reservation_id: "cr-1",
      capacity_reservation_group_arn: "arn:x",
    },
    "capacity_reservation_group_arn: Conflicting arguments: Both capacity_reservation_id and capacity_reservation_group_arn name what to use: remove one.",
    "capacity_reservation_preference: Conflicting arguments: capacity_reservation_id names what to use, so there is nothing to prefer: remove capacity_reservation_preference.",
  ],
  [
    { tenancy: "own", placement: { tenancy: "mine", host_id: "h-1", host_resource_group_arn: "arn:x" } },
    'tenancy: Invalid instance settings: tenancy is default, dedicated or host, and "own" is none of them.',
    'placement.tenancy: Invalid instance settings: placement.tenancy is default, dedicated or host, and "mine" is none of them.',
    "tenancy: Conflicting arguments: tenancy and the tenancy within placement differ: remove tenancy.",
    "placement: Conflicting arguments: Both host_id and host_resource_group_arn say where the instance stands: remove one.",
  ],
  [
    {
      metadata_options: {
        http_endpoint: "off",
        http_tokens: "must",
        http_put_response_hop_limit: 65,
        instance_metadata_tags: "on",
      },
    },
    'metadata_options.http_endpoint: Invalid instance settings: metadata_options.http_endpoint is enabled or disabled, and "off" is none of them.',
    'metadata_options.http_tokens: Invalid instance settings: metadata_options.http_tokens is optional or required, and "must" is none of them.',
    'metadata_options.instance_metadata_tags: Invalid instance settings: metadata_options.instance_metadata_tags is enabled or disabled, and "on" is none of them.',
    "metadata_options.http_put_response_hop_limit: Invalid instance settings: http_put_response_hop_limit is from 1 to 64.",
  ],
  [
    { metadata_options: { http_endpoint: "disabled", instance_metadata_tags: "enabled" } },
    "metadata_options.instance_metadata_tags: Conflicting arguments: Without the metadata service nobody can read tags there: remove instance_metadata_tags, or enable http_endpoint.",
  ],
  [
    { user_data: "#!/bin/sh", user_data_file: "user-data.sh" },
    "user_data_file: Conflicting arguments: Both user_data and user_data_file say what the instance is given: remove one.",
  ],
  [
    { user_data_file: "missing.sh" },
    'user_data_file: Invalid instance settings: There is no file "missing.sh"; user_data_file must name one.',
  ],
  [
    { shutdown_behavior: "hibernate" },
    'shutdown_behavior: Invalid instance settings: shutdown_behavior is stop or terminate, and "hibernate" is none of them.',
  ],
  [
    { vpc_filter: {}, subnet_filter: { most_free: true, random: true }, security_group_filter: {} },
    'vpc_filter: Invalid instance settings: vpc_filter has no filters: describe what it is to find, as in filters = { "tag:Name" = "…" }.',
    'security_group_filter: Invalid instance settings: security_group_filter has no filters: describe what it is to find, as in filters = { "tag:Name" = "…" }.',
    "subnet_filter: Conflicting arguments: Of several subnets either the one with most free addresses is taken, or any: remove most_free or random.",
  ],
  [
    {
      vpc_id: "vpc-1",
      vpc_filter: { filters: { a: "b" } },
      subnet_id: "subnet-1",
      subnet_filter: { filters: { a: "b" } },
    },
    "warning: vpc_filter: Ignored argument: vpc_id names the VPC, so vpc_filter has no effect. Remove one of them.",
    "warning: subnet_filter: Ignored argument: subnet_id names the subnet, so subnet_filter has no effect. Remove one of them.",
  ],
  [
    { security_group_id: "sg-1", security_group_ids: ["sg-2"] },
    "security_group_ids: Conflicting arguments: Both security_group_id and security_group_ids name security groups: remove one.",
  ],
  [
    { security_group_id: "sg-1", security_group_filter: { filters: { a: "b" } } },
    "warning: security_group_filter: Ignored argument: The security groups are named, so security_group_filter has no effect.",
  ],
  [
    {
      temporary_security_group_source_cidrs: ["192.0.2.1", "2001:db8::/129", "::/0"],
      temporary_security_group_source_public_ip: true,
    },
    'temporary_security_group_source_cidrs.0: Invalid instance settings: "192.0.2.1" is no range of addresses: write it as in "192.0.2.0/24".',
    'temporary_security_group_source_cidrs.1: Invalid instance settings: "2001:db8::/129" is no range of addresses: write it as in "192.0.2.0/24".',
    "temporary_security_group_source_public_ip: Conflicting arguments: The temporary security group lets in this machine or the given ranges: remove one of the two.",
  ],
  [
    { ssh_interface: "carrier_pigeon" },
    'ssh_interface: Invalid instance settings: ssh_interface is public_ip, private_ip, public_dns, private_dns, ipv6 or session_manager, and "carrier_pigeon" is none of them.',
  ],
  [
    { ssh_interface: "session_manager" },
    "warning: ssh_interface: Missing instance profile: Session Manager needs an agent on the instance that may call it: set iam_instance_profile to a profile with the policy AmazonSSMManagedInstanceCore, unless the account lets all instances (Default Host Management).",
  ],
  [
    { ssh_keypair_name: "mine" },
    "ssh_keypair_name: Invalid instance settings: Amazon has the public half of ssh_keypair_name only: set ssh_private_key_file to the private one, or ssh_agent_auth = true where an agent has it.",
  ],
  [
    { communicator: "winrm", ssh_keypair_name: "mine" },
    "ssh_keypair_name: Invalid instance settings: The administrator's password is encrypted for the owner of ssh_keypair_name: set ssh_private_key_file to the private half, or winrm_password.",
  ],
  [
    { communicator: "winrm", temporary_key_pair_type: "ed25519" },
    "temporary_key_pair_type: Invalid instance settings: Windows encrypts its password by RSA: remove temporary_key_pair_type.",
  ],
  [
    { temporary_key_pair_type: "ecdsa" },
    'temporary_key_pair_type: Invalid instance settings: temporary_key_pair_type is rsa or ed25519, and "ecdsa" is none of them.',
  ],
  [
    { iam_instance_profile: "web", temporary_iam_instance_profile_policy_document: { Statement: [] } },
    "iam_instance_profile: Conflicting arguments: The instance has a profile of its own or a temporary one: remove iam_instance_profile, or temporary_iam_instance_profile_policy_document.",
    "temporary_iam_instance_profile_policy_document: Invalid instance settings: A policy without a Statement allows nothing: add one.",
  ],
  [
    {
      temporary_iam_instance_profile_policy_document: { Statement: [{ ...document.Statement[0], Effect: "Perhaps" }] },
    },
    'temporary_iam_instance_profile_policy_document.Statement.0.Effect: Invalid instance settings: temporary_iam_instance_profile_policy_document.Statement.0.Effect is Allow or Deny, and "Perhaps" is none of them.',
  ],
];

const cases = wrong.map(([input, ...problems]) => ({ input, problems }));

test.each(cases)("$input", ({ input, problems }) => expect(problemsOf(input)).toEqual(problems));

const right: readonly LaunchInput[] = [
  {},
  { source_ami: undefined, source_ami_filter: { ...source, filters: {}, filter: [{ name: "name", value: "x" }] } },
  {
    instance_type: undefined,
    spot_instance_types: ["t3.micro", "t3a.micro"],
    spot_price: "auto",
    spot_tags: { a: "b" },
  },
  { spot_price: ".05" },
  { user_data_file: "user-data.sh", enable_unlimited_credits: true },
  { subnet_filter: { most_free: true }, metadata_options: { http_tokens: "required", http_put_response_hop_limit: 2 } },
  { metadata_options: { http_put_response_hop_limit: 0 }, session_manager_port: 0 },
  { temporary_iam_instance_profile_policy_document: document, ssh_interface: "session_manager" },
  managed,
  { ssh_keypair_name: "mine", ssh_agent_auth: true, run_volume_tag: [{ name: "a", value: "b" }] },
];

test.each(right)("%j is right", (input) => expect(problemsOf(input)).toEqual([]));

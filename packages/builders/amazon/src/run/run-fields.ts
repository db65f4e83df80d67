import { filterFields } from "@ingot/client-aws";
import { block, blocks, duration, numberOr, optionalNumber, optionalText, textOr } from "@ingot/core/plugin";
import * as z from "zod";
import { namedTagBlocks, tagBlocks, tagMap } from "../tags.js";
import { spotFields } from "./spot-fields.js";

const flag = () => z.boolean().default(false);
const choice = () => z.boolean().optional();
const list = () => z.array(z.string()).default([]);

const sourceFields = {
  source_ami: optionalText().describe("The AMI to start from."),
  source_ami_filter: block(
    z.object({
      ...filterFields,
      owners: list().describe(
        "Whose AMIs count: account ids, or `self`, `amazon`, `aws-marketplace`, `aws-backup-vault`. Required.",
      ),
      most_recent: flag().describe("Of several AMIs take the newest; else several are an error."),
      include_deprecated: flag().describe("Let deprecated AMIs count too."),
    }),
  )
    .optional()
    .describe("Finds the AMI to start from, in place of `source_ami`."),
};

const metadataOptions = z.object({
  http_endpoint: textOr("enabled").describe("Whether there is a metadata service: enabled or disabled."),
  http_tokens: textOr("optional").describe("required: only version 2 of the service answers. Or optional."),
  http_put_response_hop_limit: numberOr(1, z.number().int()).describe(
    "How many network hops a session's token may travel: 1 to 64.",
  ),
  instance_metadata_tags: textOr("disabled").describe(
    "Whether the instance can read its tags there: enabled or disabled.",
  ),
});

const placement = z.object({
  host_resource_group_arn: optionalText().describe("A group of dedicated hosts."),
  host_id: optionalText().describe("A dedicated host."),
  tenancy: optionalText().describe("default, dedicated or host."),
});

const machineFields = {
  instance_type: optionalText().describe("The kind of instance, as in `t3.micro`."),
  ebs_optimized: flag().describe("Give the instance a throughput of its own to its volumes."),
  enable_nitro_enclave: flag().describe("Let the instance have enclaves. Not with spot instances."),
  enable_unlimited_credits: flag().describe(
    "Let a burstable instance go on at full speed, at a price, when its credits are used up.",
  ),
  enable_t2_unlimited: flag().describe("The old name of enable_unlimited_credits."),
  capacity_reservation_preference: optionalText().describe(
    "open: use a capacity reservation that fits. none, the default: use none.",
  ),
  capacity_reservation_id: optionalText().describe("The capacity reservation to use."),
  capacity_reservation_group_arn: optionalText().describe("The group of capacity reservations to use."),
  placement: block(placement).optional().describe("Where the instance stands."),
  tenancy: optionalText().describe("The old way to set `placement`'s tenancy."),
  license_specifications: blocks(
    z.object({
      license_configuration_request: block(
        z.object({
          license_configuration_arn: z.string().describe("The licence configuration of License Manager."),
        }),
      ).describe("What to ask for."),
    }),
  ).describe("A licence that the instance uses."),
  metadata_options: block(metadataOptions).optional().describe("The instance's metadata service."),
  user_data: optionalText().describe("What the instance is given at its start: a script, or what cloud-init reads."),
  user_data_file: optionalText().describe("The file that holds it."),
  shutdown_behavior: textOr("stop").describe(
    "What becomes of the instance when it shuts itself down: stop or terminate.",
  ),
  no_ephemeral: flag().describe("Give a Windows instance none of its host's own disks."),
  ena_support: choice().describe("Give the instance, and so the image, enhanced networking (ENA), or take it away."),
  sriov_support: choice().describe("Give them enhanced networking by an Intel 82599 (SR-IOV)."),
  disable_stop_instance: flag().describe(
    "Do not stop the instance after provisioning; a provisioner shuts it down, or Windows does in Sysprep.",
  ),
};

const networkFields = {
  availability_zone: optionalText().describe("The availability zone. Default: Amazon's choice, or the subnet's."),
  vpc_id: optionalText().describe("The VPC. Default: the subnet's, else the default VPC."),
  vpc_filter: block(z.object(filterFields)).optional().describe("Finds the VPC. Exactly one must match."),
  subnet_id: optionalText().describe("The subnet. Required for a VPC that is not the default one."),
  subnet_filter: block(
    z.object({
      ...filterFields,
      most_free: flag().describe("Of several subnets take the one with most free addresses."),
      random: flag().describe("Of several subnets take any."),
    }),
  )
    .optional()
    .describe("Finds the subnet. Exactly one must match, unless `most_free` or `random` chooses."),
  associate_public_ip_address: choice().describe(
    "Whether the instance has a public address. Default: what the subnet says.",
  ),
  ssh_interface: optionalText().describe(
    "How the instance is reached: public_ip, private_ip, public_dns, private_dns, ipv6 or session_manager. Default: the public address where there is one.",
  ),
  pause_before_ssm: duration().optional().describe("How long to wait before the first Session Manager session."),
  session_manager_port: optionalNumber(z.number().int().min(0).max(65_535)).describe(
    "The port of this machine that leads to the instance. Default: a free one from 8000 to 9000.",
  ),
};

const securityFields = {
  security_group_id: optionalText().describe("The security group, in place of a temporary one."),
  security_group_ids: list().describe("Several security groups."),
  security_group_filter: block(z.object(filterFields)).optional().describe("Finds the security groups; all count."),
  temporary_security_group_source_cidrs: list().describe(
    "Who may reach the instance through its temporary security group. Default: everybody.",
  ),
  temporary_security_group_source_public_ip: flag().describe("Only this machine's public address may."),
  iam_instance_profile: optionalText().describe("The instance profile of the instance."),
  skip_profile_validation: flag().describe("Do not look whether the instance profile exists."),
  temporary_iam_instance_profile_policy_document: block(
    z.object({
      Version: textOr("2012-10-17").describe("The version of the language of policies."),
      Statement: blocks(
        z.object({
          Effect: textOr("Allow").describe("Allow or Deny."),
          Action: list().describe("What may be done."),
          Resource: list().describe("To what."),
        }),
      ).describe("A rule."),
    }),
  )
    .optional()
    .describe("Gives the instance a temporary profile with a role that has this policy."),
  windows_password_timeout: duration()
    .default(1_200_000)
    .describe("How long to wait for the administrator's password of a Windows instance."),
};

const tagFields = {
  run_tags: tagMap("the instance and whatever else the build makes for itself"),
  run_tag: tagBlocks("the same"),
  run_volume_tags: tagMap("the instance's volumes"),
  run_volume_tag: namedTagBlocks("the volumes"),
};

/** What a template says of the instance that an image is made on. Durations are milliseconds. */
export const runFields = {
  ...sourceFields,
  ...machineFields,
  ...networkFields,
  ...securityFields,
  ...spotFields,
  ...tagFields,
};

/** What `runFields` make of a block. */
export type RunConfig = z.infer<z.ZodObject<typeof runFields>>;

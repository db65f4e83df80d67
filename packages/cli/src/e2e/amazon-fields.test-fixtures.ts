import { type AwsProxy, motoImages, textAt } from "@ingot/testing";
import type { Scenario } from "./amazon-agreement.test-fixtures.js";
import { template } from "./amazon-template.test-fixtures.js";

const home = "us-east-1";

/** Of one tag, as calls want it. */
const tagged = (kind: string, key: string, value: string) => ({
  "TagSpecification.1.ResourceType": kind,
  "TagSpecification.1.Tag.1.Key": key,
  "TagSpecification.1.Tag.1.Value": value,
});

/** A VPC that is not the default one, with two subnets, of which the second is larger, and a security group. */
async function network(proxy: AwsProxy): Promise<void> {
  const made = await proxy.ask("ec2", home, "CreateVpc", { CidrBlock: "10.5.0.0/16" });
  const within = { VpcId: textAt(made, "vpc/vpcId")! };
  for (const CidrBlock of ["10.5.1.0/24", "10.5.2.0/23"]) {
    const subnet = { ...within, CidrBlock, AvailabilityZone: "us-east-1b", ...tagged("subnet", "for", "images") };
    await proxy.ask("ec2", home, "CreateSubnet", subnet);
  }
  await proxy.ask("ec2", home, "CreateSecurityGroup", { ...within, GroupName: "ssh", GroupDescription: "in" });
}

const profile = (proxy: AwsProxy) =>
  proxy.ask("iam", home, "CreateInstanceProfile", { InstanceProfileName: "of-the-account" });

/** An image of that name in both regions, with its snapshots. */
async function earlierImages(proxy: AwsProxy): Promise<void> {
  for (const region of [home, "us-west-2"]) {
    const run = { ImageId: motoImages.ubuntu, MinCount: "1", MaxCount: "1" };
    const InstanceId = textAt(await proxy.ask("ec2", region, "RunInstances", run), "instancesSet/item/instanceId")!;
    await proxy.ask("ec2", region, "CreateImage", { InstanceId, Name: "image of a test" });
    await proxy.ask("ec2", region, "TerminateInstances", { "InstanceId.1": InstanceId });
  }
}

const ownNetwork = `
  vpc_filter {
    filters = { cidr = "10.5.0.0/16" }
  }
  subnet_filter {
    filters   = { "tag:for" = "images" }
    most_free = true
  }
  security_group_filter {
    filters = { "group-name" = "ssh" }
  }`;

const guarded = `
  subnet_filter {
    filters = { "availability-zone" = "us-east-1a" }
    random  = true
  }
  temporary_security_group_source_cidrs = ["10.0.0.0/8", "192.0.2.0/24"]
  run_tags = { Purpose = "{{ .SourceAMI }} in {{ .BuildRegion }}" }`;

const spot = `
  spot_price           = "0.03"
  availability_zone    = "us-east-1b"
  iam_instance_profile = "of-the-account"
  user_data            = "#!/bin/sh"
  ebs_optimized        = true
  run_volume_tags      = { Part = "root" }
  launch_block_device_mappings {
    device_name           = "/dev/sda1"
    volume_size           = 20
    volume_type           = "gp2"
    delete_on_termination = true
  }`;

const devices = `
  launch_block_device_mappings {
    device_name           = "/dev/sdd"
    volume_size           = 500
    volume_type           = "gp3"
    iops                  = 4000
    throughput            = 200
    delete_on_termination = true
  }
  launch_block_device_mappings {
    device_name           = "/dev/sde"
    volume_size           = 500
    volume_type           = "st1"
    encrypted             = true
    kms_key_id            = "alias/volumes"
    delete_on_termination = true
  }
  ami_block_device_mappings {
    device_name = "/dev/sdh"
    no_device   = true
  }
  ami_block_device_mappings {
    device_name = "/dev/sdi"
    volume_size = 4
    encrypted   = false
  }`;

const blocksOfTags = `
  ami_description         = "of {{ .SourceAMICreationDate }}"
  temporary_key_pair_name = "named-by-the-template"
  tag {
    key   = "of {{ .SourceAMI }}"
    value = "{{ .SourceAMIName }}, {{ .SourceAMIOwner }}, {{ .SourceAMIOwnerName }}"
  }
  snapshot_tag {
    key   = "tags"
    value = "{{ .SourceAMITags }}"
  }
  run_tag {
    key   = "Purpose"
    value = "building"
  }
  run_volume_tag {
    name  = "in"
    value = "{{ .BuildRegion }}"
  }`;

const special = `
  tenancy                 = "dedicated"
  enable_t2_unlimited     = true
  user_data_file          = "user-data"
  iam_instance_profile    = "of-the-account"
  skip_profile_validation = true
  no_ephemeral            = true
  ena_support             = false
  sriov_support           = true
  ami_virtualization_type = "hvm"
  ami_product_codes       = ["abc"]
  ami_groups              = ["all"]
  snapshot_groups         = ["all"]`;

const replacing = `
  force_deregister      = true
  force_delete_snapshot = true
  encrypt_boot          = false
  ami_regions           = ["us-west-2"]`;

const shared = `
  encrypt_boot   = true
  kms_key_id     = "alias/images"
  ami_users      = ["111111111111"]
  snapshot_users = ["111111111111"]
  snapshot_tags  = { Of = "an encrypted image" }`;

const elsewhere = `
  skip_save_build_region = true
  ami_regions            = ["us-west-2"]`;

/** Texts that are empty, as variables often are, and zeros say nothing. */
const nothing = `
  ami_description         = ""
  ami_virtualization_type = ""
  availability_zone       = ""
  custom_endpoint_ec2     = ""
  iam_instance_profile    = ""
  kms_key_id              = ""
  profile                 = ""
  security_group_id       = ""
  session_manager_port    = 0
  shutdown_behavior       = ""
  spot_price              = ""
  ssh_interface           = ""
  subnet_id               = ""
  temporary_key_pair_name = ""
  tenancy                 = ""
  user_data               = ""
  user_data_file          = ""
  vpc_id                  = ""
  subnet_filter {
    filters = { "availability-zone" = "us-east-1a" }
    random  = true
  }
  launch_block_device_mappings {
    device_name           = "/dev/sdf"
    volume_size           = 3
    volume_type           = ""
    snapshot_id           = ""
    kms_key_id            = ""
    virtual_name          = ""
    iops                  = 0
    throughput            = 0
    delete_on_termination = true
  }`;

/** Arguments by groups: what each of them becomes in Amazon's calls. */
export const fieldScenarios = (port: number): readonly Scenario[] => {
  const files = (fields: string) => ({ "t.pkr.hcl": template(port, `ami_name = "image of a test"\n${fields}`) });
  return [
    { what: "a network of its own", prepare: network, files: files(ownNetwork) },
    { what: "arguments that say nothing", files: files(nothing) },
    { what: "a subnet of several, and who is let in", files: files(guarded) },
    { what: "a spot instance of one type, at a price", prepare: profile, files: files(spot) },
    { what: "kinds of volumes, and none", files: files(devices) },
    { what: "tags as blocks", files: files(blocksOfTags) },
    {
      what: "an instance of a special kind, and its public image",
      prepare: profile,
      files: { ...files(special), "user-data": "#cloud-config\n" },
    },
    { what: "images that take the place of earlier ones everywhere", prepare: earlierImages, files: files(replacing) },
    { what: "an encrypted image that is shared", files: files(shared) },
    { what: "an image that stays elsewhere only", files: files(elsewhere) },
  ];
};

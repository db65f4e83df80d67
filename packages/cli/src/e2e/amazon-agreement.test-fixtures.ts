import { type AwsProxy, elementsAt, motoImages, textAt, ubuntuOwner } from "@ingot/testing";
import { fieldScenarios } from "./amazon-fields.test-fixtures.js";
import { template } from "./amazon-template.test-fixtures.js";
import { volumeScenarios } from "./amazon-volumes.test-fixtures.js";

/** What both programs are given. moto refuses volumes with `iops`, and names no spot request, without which Packer cannot tag one. */
export interface Scenario {
  readonly what: string;
  readonly files: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** What is in the account before. */
  readonly prepare?: (proxy: AwsProxy) => Promise<unknown>;
}

const source = `source_ami = "${motoImages.ubuntu}"`;

/** A template of an image that is called as all of them are. */
const imageTemplate = (port: number, fields: string, machine = source) =>
  template(port, `ami_name      = "image of a test"\n  ${fields}`, { machine });

const t2 = 'instance_type = "t2.micro"';

const legacy = (port: number) => ({
  builders: [
    {
      type: "amazon-ebs",
      region: "us-east-1",
      source_ami: motoImages.ubuntu,
      instance_type: "t2.micro",
      ssh_username: "root",
      ssh_host: "127.0.0.1",
      ssh_port: port,
      ami_name: "packer-example",
      ami_regions: ["us-west-2"],
      tags: { OS_Version: "Ubuntu", Base: "{{ .SourceAMI }} in {{ .BuildRegion }}" },
    },
  ],
  provisioners: [{ type: "shell", inline: ["echo hello"] }],
});

const hcl = (text: string) => ({ "t.pkr.hcl": text });

/** An image of that name, with its snapshots. */
async function earlierImage(proxy: AwsProxy): Promise<void> {
  const run = { ImageId: motoImages.ubuntu, MinCount: "1", MaxCount: "1" };
  const made = await proxy.ask("ec2", "us-east-1", "RunInstances", run);
  const instance = textAt(made, "instancesSet/item/instanceId")!;
  await proxy.ask("ec2", "us-east-1", "CreateImage", { InstanceId: instance, Name: "image of a test" });
  await proxy.ask("ec2", "us-east-1", "TerminateInstances", { "InstanceId.1": instance });
}

async function securityGroup(proxy: AwsProxy): Promise<void> {
  const [vpc] = elementsAt(await proxy.ask("ec2", "us-east-1", "DescribeVpcs"), "vpcSet/item/vpcId");
  await proxy.ask("ec2", "us-east-1", "CreateSecurityGroup", {
    ...{ GroupName: "ssh", GroupDescription: "in", VpcId: String(vpc) },
    ...{ "TagSpecification.1.ResourceType": "security-group" },
    ...{ "TagSpecification.1.Tag.1.Key": "for", "TagSpecification.1.Tag.1.Value": "images" },
  });
}

const kms = (region: string) => `arn:aws:kms:${region}:123456789012:key/0f0f0f0f-0000-4000-8000-000000000000`;

export const scenarios = (port: number): readonly Scenario[] => [
  { what: "the tutorial", files: hcl(imageTemplate(port, t2)) },
  { what: "the tutorial in legacy JSON", files: { "t.json": JSON.stringify(legacy(port)) }, args: ["t.json"] },
  {
    what: "tags, copies and sharing",
    files: hcl(
      imageTemplate(
        port,
        `${t2}
  ami_description = "made of {{ .SourceAMIName }}"
  ami_regions     = ["us-west-2", "eu-west-1", "us-east-1"]
  ami_users       = ["111111111111", "222222222222"]
  ami_groups      = ["all"]
  snapshot_users  = ["111111111111"]
  tags = {
    Base   = "{{ .SourceAMI }}"
    Region = "{{ .BuildRegion }}"
  }
  snapshot_tags   = { Of = "{{ .SourceAMIName }}" }
  run_tags        = { Purpose = "building" }
  run_volume_tags = { Purpose = "a root" }`,
      ),
    ),
  },
  {
    what: "block devices",
    files: hcl(
      imageTemplate(
        port,
        `${t2}
  ebs_optimized = true
  launch_block_device_mappings {
    device_name           = "/dev/sda1"
    volume_size           = 20
    volume_type           = "gp2"
    delete_on_termination = true
  }
  launch_block_device_mappings {
    device_name           = "/dev/sdf"
    volume_size           = 7
    volume_type           = "gp2"
    encrypted             = true
    delete_on_termination = true
  }
  ami_block_device_mappings {
    device_name  = "/dev/sdb"
    virtual_name = "ephemeral0"
  }
  ami_block_device_mappings {
    device_name = "/dev/sdg"
    volume_size = 3
    volume_type = "standard"
  }`,
      ),
    ),
  },
  {
    what: "filters, a temporary profile and user data",
    prepare: securityGroup,
    files: hcl(
      imageTemplate(
        port,
        `${t2}
  user_data         = "#!/bin/sh\\necho up"
  shutdown_behavior = "terminate"
  temporary_iam_instance_profile_policy_document {
    Version = "2012-10-17"
    Statement {
      Action   = ["s3:GetObject"]
      Effect   = "Allow"
      Resource = ["*"]
    }
  }
  security_group_filter {
    filters = { "tag:for" = "images" }
  }
  subnet_filter {
    filters   = { "default-for-az" = "true", "availability-zone" = "us-east-1b" }
    most_free = true
  }
  associate_public_ip_address = true`,
        `source_ami_filter {
    filters     = { name = "ubuntu/images/*jammy*", "root-device-type" = "ebs", "virtualization-type" = "hvm" }
    owners      = ["${ubuntuOwner}"]
    most_recent = true
  }`,
      ),
    ),
  },
  {
    what: "an encrypted image with keys by region",
    files: hcl(
      imageTemplate(
        port,
        `${t2}
  encrypt_boot       = true
  kms_key_id         = "${kms("us-east-1")}"
  ami_regions        = ["us-west-2"]
  region_kms_key_ids = { us-west-2 = "${kms("us-west-2")}" }`,
      ),
    ),
  },
  {
    what: "an image that takes the place of an earlier one",
    prepare: earlierImage,
    files: hcl(
      imageTemplate(
        port,
        `${t2}
  force_deregister      = true
  force_delete_snapshot = true`,
      ),
    ),
  },
  {
    what: "a spot instance",
    files: hcl(
      imageTemplate(
        port,
        `spot_price          = "auto"
  spot_instance_types = ["t2.micro", "t3.micro"]
  run_tags            = { Purpose = "saving" }`,
      ),
    ),
  },
  ...fieldScenarios(port),
  ...volumeScenarios(port),
];

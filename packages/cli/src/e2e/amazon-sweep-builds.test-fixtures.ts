import { elementsAt, type Mend, type Moto, motoImages, type Sshd } from "@ingot/testing";
import { template } from "./amazon-template.test-fixtures.js";

/** Where a build of a sweep is to run. */
export interface Site {
  readonly moto: Moto;
  readonly sshd: Sshd;
  readonly account: string;
  /** The id of its default security group. */
  readonly group: string;
}

/** A build that is swept: every call of it fails, is cancelled, and is killed. */
export interface SweptBuild {
  readonly what: string;
  /** Its template's file. */
  readonly file: string;
  /** With a variable `name` for what it makes. */
  readonly template: (site: Site) => string;
  /** What there is when it is over, by kind and region. */
  readonly makes: readonly string[];
  /** How many calls at least change something. */
  readonly changes: number;
  /** What moto lacks of it. */
  readonly mends?: Readonly<Record<string, Mend>>;
}

/** Beside the templates in their folder. */
export const otherFiles: Readonly<Record<string, string>> = {
  "cert.pem": "a certificate",
  "key.pem": "its key",
  "disk.raw": "what would be a disk",
};

/** The account's own bucket. All accounts' have their names in one world. */
export const bucketOf = (account: string): string => `of-${account}`;

const named = (text: string) => `variable "name" { default = "image of a test" }\n${text}`;

/** What was swept before: nothing temporary but the instance. */
const given = ({ sshd, group }: Site) => `
  ssh_private_key_file = "${sshd.key}"
  security_group_id    = "${group}"`;

/** Everything temporary, copies, tags, sharing, and a second volume. */
const wholeFields = `
  ami_name        = var.name
  ami_description = "made of {{ .SourceAMI }}"
  ami_regions     = ["us-west-2", "eu-west-1"]
  ami_users       = ["111111111111"]
  snapshot_users  = ["111111111111"]
  deprecate_at    = "2099-01-01T00:00:00Z"
  tags            = { Base = "{{ .SourceAMI }}" }
  snapshot_tags   = { Of = "{{ .SourceAMI }}" }
  launch_block_device_mappings {
    device_name           = "/dev/sdf"
    volume_size           = 7
    delete_on_termination = true
  }
  temporary_iam_instance_profile_policy_document {
    Version = "2012-10-17"
    Statement {
      Action   = ["s3:GetObject"]
      Effect   = "Allow"
      Resource = ["*"]
    }
  }`;

const key = (region: string) => `arn:aws:kms:${region}:123456789012:key/0f0f0f0f-0000-4000-8000-000000000000`;

const spotFields = `
  spot_price          = "auto"
  spot_instance_types = ["t2.micro", "t3.micro"]
  run_tags            = { Purpose = "saving" }
  ami_name            = var.name
  encrypt_boot        = true
  kms_key_id          = "${key("us-east-1")}"
  ami_regions         = ["us-west-2"]
  region_kms_key_ids  = { us-west-2 = "${key("us-west-2")}" }`;

const surrogateFields = `
  ami_name                = var.name
  ami_virtualization_type = "hvm"
  tags                    = { Kind = "image" }
  snapshot_tags           = { Of = "a volume" }
  launch_block_device_mappings {
    device_name           = "/dev/sda1"
    volume_size           = 10
    delete_on_termination = true
  }
  launch_block_device_mappings {
    device_name           = "/dev/xvdf"
    volume_size           = 10
    delete_on_termination = true
  }
  ami_root_device {
    source_device_name    = "/dev/xvdf"
    device_name           = "/dev/xvda"
    delete_on_termination = true
  }`;

const volumeFields = `
  run_volume_tags = { Purpose = "for a while" }
  ebs_volumes {
    device_name     = "/dev/xvdf"
    volume_size     = 10
    tags            = { Name = var.name }
    snapshot_volume = true
    snapshot_tags   = { Of = "data" }
    snapshot_users  = ["111111111111"]
  }`;

/** As much of a signature as says whose call it is. */
const authorization = "AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/s3/aws4_request";

/** What the account's owner puts into the bucket by himself, or an instance: no call of the build's. */
export const put = (moto: Moto, account: string, path = "") =>
  fetch(`${moto.endpoint}/${bucketOf(account)}${path}`, {
    method: "PUT",
    headers: { authorization, "x-moto-account-id": account },
  });

function bundleFields({ moto, account }: Site): string {
  const headers = `-H 'authorization: ${authorization}' -H 'x-moto-account-id: ${account}'`;
  const url = `${moto.endpoint}/{{ .BucketName }}`;
  const send = (name: string) =>
    `curl -sf -X PUT ${headers} ${url}/$(basename {{ .ManifestPath }} .manifest.xml).${name}`;
  return `
  ami_name              = var.name
  ami_regions           = ["us-west-2"]
  account_id            = "${account}"
  s3_bucket             = "${bucketOf(account)}"
  x509_cert_path        = "cert.pem"
  x509_key_path         = "key.pem"
  bundle_vol_command    = "true"
  bundle_upload_command = "${send("part.00")} && ${send("manifest.xml")}"`;
}

/** moto has no image whose root is its host's disk. */
const instanceStore: Mend = async (_call, moto) => {
  const answer = await moto();
  for (const item of elementsAt(answer, "imagesSet/item"))
    if (typeof item === "object") Object.assign(item, { rootDeviceType: ["instance-store"] });
  return answer;
};

const importTemplate = ({ account }: Site): string => `
source "null" "x" { communicator = "none" }
build {
  sources = ["source.null.x"]
  post-processors {
    post-processor "artifice" { files = ["disk.raw"] }
    post-processor "amazon-import" {
      region          = "us-east-1"
      s3_bucket_name  = "${bucketOf(account)}"
      ami_name        = var.name
      ami_description = "From a disk"
      ami_users       = ["111111111111"]
      tags            = { Kind = "imported" }
    }
  }
}
`;

/** An image, and so many snapshots, in each region. */
const images = (regions: readonly string[], snapshots = 1): readonly string[] => [
  ...regions.map((region) => `image ${region}`),
  ...regions.flatMap((region) => Array.from({ length: snapshots }, () => `snapshot ${region}`)),
];

const image = { machine: `source_ami = "${motoImages.ubuntu}"` };

/** By the first all is swept that builds have in common; the others leave it out. */
export const sweptBuilds: readonly SweptBuild[] = [
  {
    what: "an image with copies, and all that is temporary",
    file: "whole.pkr.hcl",
    makes: images(["eu-west-1", "us-east-1", "us-west-2"], 2),
    changes: 43,
    template: ({ sshd }) => named(template(sshd.port, wholeFields)),
  },
  {
    what: "an encrypted image of a spot instance, with keys by region",
    file: "spot.pkr.hcl",
    makes: images(["us-east-1", "us-west-2"]),
    changes: 13,
    template: (site) => named(template(site.sshd.port, given(site) + spotFields, image)),
  },
  {
    what: "an image of a volume's snapshot",
    file: "surrogate.pkr.hcl",
    makes: images(["us-east-1"], 3), // one of the snapshots is moto's own
    changes: 9,
    template: (site) => named(template(site.sshd.port, given(site) + surrogateFields, { type: "amazon-ebssurrogate" })),
  },
  {
    what: "an image of an instance with another root",
    file: "root.pkr.hcl",
    makes: images(["us-east-1"]),
    changes: 12,
    template: (site) =>
      named(
        template(site.sshd.port, `${given(site)}\n  use_create_image = true${surrogateFields}`, {
          type: "amazon-ebssurrogate",
        }),
      ),
  },
  {
    what: "a volume and its snapshot",
    file: "volume.pkr.hcl",
    makes: ["snapshot us-east-1", "volume us-east-1"],
    changes: 8,
    template: (site) => named(template(site.sshd.port, given(site) + volumeFields, { type: "amazon-ebsvolume" })),
  },
  {
    what: "an image in a bucket",
    file: "bundle.pkr.hcl",
    makes: ["image us-east-1", "image us-west-2", "s3-object", "s3-object", "snapshot us-east-1", "snapshot us-west-2"],
    changes: 6,
    template: (site) => named(template(site.sshd.port, given(site) + bundleFields(site), { type: "amazon-instance" })),
    mends: { DescribeImages: instanceStore },
  },
  {
    what: "an imported disk",
    file: "import.pkr.hcl",
    makes: images(["us-east-1"]),
    changes: 12,
    template: (site) => named(importTemplate(site)),
  },
];

import { motoImages } from "@ingot/testing";
import type { Scenario } from "./amazon-agreement.test-fixtures.js";

const template = (type: string, port: number, body: string) => ({
  "t.pkr.hcl": `
source "${type}" "x" {
  region        = "us-east-1"
  source_ami    = "${motoImages.ubuntu}"
  instance_type = "t2.micro"
  ssh_username  = "root"
  ssh_host      = "127.0.0.1"
  ssh_port      = ${port}
  run_tags        = { Purpose = "building" }
  run_volume_tags = { Purpose = "for a while" }
  ${body}
}
build {
  sources = ["source.${type}.x"]
  provisioner "shell" { inline = ["echo hello"] }
}
`,
});

/** The kin of amazon-ebs that makes something of volumes. */
export const volumeScenarios = (port: number): readonly Scenario[] => [
  {
    what: "a surrogate",
    files: template(
      "amazon-ebssurrogate",
      port,
      `ami_name                = "image of a test"
  ami_virtualization_type = "hvm"
  ami_regions             = ["us-west-2"]
  ena_support             = true
  sriov_support           = true
  tags                    = { Base = "{{ .SourceAMI }}" }
  snapshot_tags           = { Of = "a volume" }
  launch_block_device_mappings {
    device_name           = "/dev/xvdf"
    volume_type           = "gp2"
    volume_size           = 10
    delete_on_termination = true
  }
  launch_block_device_mappings {
    device_name           = "/dev/xvdg"
    volume_type           = "gp2"
    volume_size           = 3
    encrypted             = true
    delete_on_termination = true
  }
  ami_block_device_mappings {
    device_name  = "/dev/xvdh"
    virtual_name = "ephemeral0"
  }
  ami_root_device {
    source_device_name    = "/dev/xvdf"
    device_name           = "/dev/xvda"
    volume_type           = "gp2"
    volume_size           = 10
    delete_on_termination = true
  }`,
    ),
  },
  {
    what: "volumes that stay",
    files: template(
      "amazon-ebsvolume",
      port,
      `ebs_volumes {
    device_name = "/dev/xvdf"
    volume_type = "gp2"
    volume_size = 10
    tags        = { Name = "data" }
  }
  ebs_volumes {
    device_name           = "/dev/xvdg"
    volume_size           = 3
    delete_on_termination = true
    tags                  = { Name = "cache" }
  }`,
    ),
  },
];

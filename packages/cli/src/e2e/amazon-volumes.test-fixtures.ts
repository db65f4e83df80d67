import type { Scenario } from "./amazon-agreement.test-fixtures.js";
import { template } from "./amazon-template.test-fixtures.js";

const fields = (more: string) => `
  run_tags        = { Purpose = "building" }
  run_volume_tags = { Purpose = "for a while" }
  ${more}`;

const files = (type: string, port: number, more: string) => ({
  "t.pkr.hcl": template(port, fields(more), { type }),
});

/** The kin of amazon-ebs that makes something of volumes. */
export const volumeScenarios = (port: number): readonly Scenario[] => [
  {
    what: "a surrogate",
    files: files(
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
    files: files(
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

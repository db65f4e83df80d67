import { isObject, type Json } from "../json.js";
import { change, type Fixer, forTypes, moveIntoList, rename, steps } from "./fixer.js";

const megabytes = (size: Json): Json => (typeof size === "number" ? `${BigInt(Math.trunc(size))}M` : size);

const exclude = rename("exlude_from_latest", "exclude_from_latest");

/** Builders of clouds and of machines that belong to none of the large families. */
export const machineFixers = {
  scalewayKey: {
    name: "scaleway-access-key",
    synopsis: `Renames "access_key" to "organization_id" in Scaleway builders.`,
    sections: ["builders"],
    fix: forTypes(["scaleway"], rename("access_key", "organization_id", { of: "string", keep: "new" })),
  },
  qemuDiskSize: {
    name: "qemu-disk-size",
    synopsis: `Gives "disk_size" in QEMU builders its unit: 5000 becomes "5000M".`,
    sections: ["builders"],
    fix: forTypes(["qemu"], change("disk_size", megabytes)),
  },
  vsphereLists: {
    name: "vsphere-iso-net-disk",
    synopsis: `Moves the options of network cards and disks in "vsphere-iso" builders to "network_adapters" and "storage".`,
    sections: ["builders"],
    fix: forTypes(
      ["vsphere-iso"],
      steps(
        moveIntoList(["network", "network_card"], "network_adapters"),
        moveIntoList(["disk_size", "disk_thin_provisioned", "disk_eagerly_scrub"], "storage"),
      ),
    ),
  },
  qemuHostPort: {
    name: "qemu-host-port",
    synopsis: `Removes "ssh_" from "ssh_host_port_min" and "ssh_host_port_max" in QEMU builders.`,
    sections: ["builders"],
    fix: forTypes(
      ["qemu"],
      steps(rename("ssh_host_port_min", "host_port_min"), rename("ssh_host_port_max", "host_port_max")),
    ),
  },
  azureExclude: {
    name: "azure-exclude_from_latest",
    synopsis: `Renames "exlude_from_latest" to "exclude_from_latest" in "azure-chroot" builders.`,
    sections: ["builders"],
    fix: forTypes(
      ["azure-chroot"],
      change("shared_image_destination", (value) => (isObject(value) ? exclude(value) : value)),
    ),
  },
} as const satisfies Readonly<Record<string, Fixer>>;

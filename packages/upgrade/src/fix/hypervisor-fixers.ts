import type { JsonObject } from "../json.js";
import { type Fixer, forTypes, remove, rename, setType, steps, without } from "./fixer.js";

const parallels = ["parallels-iso", "parallels-pvm"];
const hyperv = ["hyperv-iso", "hyperv-vmcx"];

function guestAdditionsMode(component: JsonObject): JsonObject {
  const { guest_additions_attach: attach } = component;
  if (typeof attach !== "boolean") return component;
  return { ...without(component, "guest_additions_attach"), guest_additions_mode: attach ? "attach" : "upload" };
}

/** ESXi cannot compact disks, but for thin ones. */
function skipCompaction(component: JsonObject): JsonObject {
  const { remote_type: remote, disk_type_id: disk = "zeroedthick" } = component;
  if (remote !== "esx5" || typeof disk !== "string" || disk === "thin") return component;
  return { ...component, disk_type_id: disk, skip_compaction: true };
}

export const hypervisorFixers = {
  guestAdditions: {
    name: "virtualbox-gaattach",
    synopsis: `Replaces "guest_additions_attach" in VirtualBox builders by "guest_additions_mode".`,
    sections: ["builders"],
    fix: forTypes(["virtualbox"], guestAdditionsMode),
  },
  virtualBoxName: {
    name: "virtualbox-rename",
    synopsis: `Renames the builder "virtualbox" to "virtualbox-iso".`,
    sections: ["builders"],
    fix: forTypes(["virtualbox"], setType("virtualbox-iso")),
  },
  vmwareName: {
    name: "vmware-rename",
    synopsis: `Renames the builder "vmware" to "vmware-iso".`,
    sections: ["builders"],
    fix: forTypes(["vmware"], setType("vmware-iso")),
  },
  parallelsHeadless: {
    name: "parallels-headless",
    synopsis: `Removes "headless" from Parallels builders, which do not use it.`,
    sections: ["builders"],
    fix: forTypes(parallels, remove("headless")),
  },
  parallelsDeprecations: {
    name: "parallels-deprecations",
    synopsis: `Removes "parallels_tools_host_path" from Parallels builders, and renames "guest_os_distribution" to "guest_os_type".`,
    sections: ["builders"],
    fix: forTypes(
      parallels,
      steps(remove("parallels_tools_host_path"), rename("guest_os_distribution", "guest_os_type")),
    ),
  },
  vmwareCompaction: {
    name: "vmware-compaction",
    synopsis: `Adds "skip_compaction" to "vmware-iso" builders whose kind of disk needs it.`,
    sections: ["builders"],
    fix: forTypes(["vmware-iso"], skipCompaction),
  },
  hypervDeprecations: {
    name: "hyperv-deprecations",
    synopsis: `Removes "vhd_temp_path" from "hyperv-iso" builders.`,
    sections: ["builders"],
    fix: forTypes(["hyperv-iso"], remove("vhd_temp_path")),
  },
  hypervTypo: {
    name: "hyperv-vmxc-typo",
    synopsis: `Renames "clone_from_vmxc_path" to "clone_from_vmcx_path" in "hyperv-vmcx" builders.`,
    sections: ["builders"],
    fix: forTypes(["hyperv-vmcx"], rename("clone_from_vmxc_path", "clone_from_vmcx_path")),
  },
  hypervSizes: {
    name: "hyperv-cpu-and-ram",
    synopsis: `Renames "cpu" to "cpus" and "ram_size" to "memory" in Hyper-V builders.`,
    sections: ["builders"],
    fix: forTypes(hyperv, steps(rename("cpu", "cpus"), rename("ram_size", "memory"))),
  },
  communicatorNames: {
    name: "comm-config",
    synopsis: `Removes "ssh_" from "ssh_host_port_min", "ssh_host_port_max" and "ssh_skip_nat_mapping" in VirtualBox builders.`,
    sections: ["builders"],
    fix: forTypes(
      ["virtualbox*"],
      steps(
        rename("ssh_host_port_min", "host_port_min", { keep: "new" }),
        rename("ssh_host_port_max", "host_port_max", { keep: "new" }),
        rename("ssh_skip_nat_mapping", "skip_nat_mapping", { of: "boolean", keep: "new" }),
      ),
    ),
  },
  proxmoxName: {
    name: "proxmox-type",
    synopsis: `Renames the builder "proxmox" to "proxmox-iso".`,
    sections: ["builders"],
    fix: forTypes(["proxmox"], setType("proxmox-iso")),
  },
} as const satisfies Readonly<Record<string, Fixer>>;

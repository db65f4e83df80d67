import { amazonFixers as amazon } from "./amazon-fixers.js";
import type { Fixer } from "./fixer.js";
import { hypervisorFixers as hypervisor } from "./hypervisor-fixers.js";
import { imageFixers as image } from "./image-fixers.js";
import { machineFixers as machine } from "./machine-fixers.js";
import { stepFixers as step } from "./step-fixers.js";

/** In Packer's order, in which one may prepare what a later one repairs. */
export const fixers: readonly Fixer[] = [
  image.isoMd5,
  image.createTime,
  hypervisor.guestAdditions,
  step.vagrantOverride,
  hypervisor.virtualBoxName,
  hypervisor.vmwareName,
  hypervisor.parallelsHeadless,
  hypervisor.parallelsDeprecations,
  image.sshKeyPath,
  image.sshDisableAgent,
  machine.scalewayKey,
  step.manifestOutput,
  amazon.shutdownBehavior,
  amazon.enhancedNetworking,
  amazon.privateIp,
  amazon.sourceCidrs,
  step.dockerEmail,
  step.dockerTags,
  step.powershellEscapes,
  hypervisor.vmwareCompaction,
  hypervisor.hypervDeprecations,
  hypervisor.hypervTypo,
  hypervisor.hypervSizes,
  image.cleanImageName,
  amazon.spotPriceProduct,
  machine.qemuDiskSize,
  step.galaxyCommand,
  hypervisor.communicatorNames,
  image.sshWaitTimeout,
  machine.vsphereLists,
  image.isoChecksum,
  machine.qemuHostPort,
  machine.azureExclude,
  hypervisor.proxmoxName,
];

import type { LegacyTemplate } from "../legacy-template.js";

/** The plugins that Packer's own authors publish, by the beginning of their components' types. */
const families = [
  "amazon",
  "ansible",
  "azure",
  "docker",
  "googlecompute",
  "qemu",
  "vagrant",
  "virtualbox",
  "vmware",
  "vsphere",
];

export const familyOf = (type: string): string | undefined =>
  families.find((family) => type === family || type.startsWith(`${family}-`));

/** The block `packer`; empty where there is nothing to require. */
export function packerBlock({ minimumVersion, ...template }: LegacyTemplate): string {
  const components = [...template.builders, ...template.provisioners, ...template.chains.flat()];
  const cleanup = template.errorCleanup ? [template.errorCleanup] : [];
  const used = new Set([...components, ...cleanup].map(({ type }) => familyOf(type)));
  const plugins = families.filter((family) => used.has(family)).map(pluginText);
  const version = minimumVersion === undefined ? "" : `required_version = ${JSON.stringify(`>= ${minimumVersion}`)}\n`;
  const required = plugins.length === 0 ? "" : `required_plugins {\n${plugins.join("")}}\n`;
  return version || required ? `packer {\n${version}${required}}\n` : "";
}

const pluginText = (family: string) =>
  `${family} = {\nsource = "github.com/hashicorp/${family}"\nversion = "~> 1"\n}\n`;

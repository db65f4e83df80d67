/** What Amazon imports, and what is converted to something that it does. */
export const diskFormats = ["ova", "raw", "vhd", "vhdx", "vmdk", "qcow2"] as const;

export type DiskFormat = (typeof diskFormats)[number];

/** Other names of formats, as QEMU and file names have them. */
const otherNames: Readonly<Record<string, DiskFormat>> = { img: "raw", vpc: "vhd" };

/** The format that goes by `name`, in whatever case. */
export function formatNamed(name: string): DiskFormat | undefined {
  const plain = name.toLowerCase();
  return otherNames[plain] ?? diskFormats.find((format) => format === plain);
}

const pattern = /^(\d+)([bkmgtpe]?)b?$/i;

/** What is wrong with a size as `disk_size` has it; undefined when nothing is. */
export function checkDiskSize(written: string): string | undefined {
  const size = pattern.exec(written);
  if (size && BigInt(size[1]!) > 0n) return undefined;
  return `"${written}" is not the size of a disk. Write a number of MiB, or a number with k, M, G or T, such as "10G".`;
}

const units = "bkmgtpe";

/** In bytes. */
export function bytesOf(written: string): number {
  const [, digits = "", unit = ""] = pattern.exec(qemuImgSize(written)) ?? [];
  return Number(digits) * 1024 ** units.indexOf((unit || "b").toLowerCase());
}

/** The size as qemu-img takes it: there a plain number would be bytes, and here it is MiB. */
export function qemuImgSize(written: string): string {
  const [, digits = "", unit = ""] = pattern.exec(written) ?? [];
  return /b$/i.test(written) || unit !== "" ? digits + unit.replace(/^b$/i, "") : `${digits}M`;
}

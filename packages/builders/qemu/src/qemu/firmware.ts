import { existsSync } from "node:fs";
import { chmod, copyFile } from "node:fs/promises";
import { join } from "node:path";
import { imageInfo } from "@ingot/client-disk-image";
import { type BuildContext, IngotError } from "@ingot/core/plugin";
import type { QemuConfig } from "../config.js";
import { type Argument, argument, options } from "./argument.js";

/** The machine's own copy of UEFI's variables, in the output directory. */
export const variablesFile = "efivars.fd";

/** Where distributions keep OVMF; newer ones have only the larger kind. */
const usualFirmware = [
  ["/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"],
  ["/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"],
] as const;

export const bootsByUefi = ({ efi_boot, efi_firmware_code, efi_firmware_vars }: QemuConfig): boolean =>
  efi_boot || Boolean(efi_firmware_code) || Boolean(efi_firmware_vars);

export interface UefiFiles {
  readonly code: string;
  readonly vars: string;
}

/** The two files of UEFI: what the template names, else the first usual pair that is there, else the first. */
export function uefiFiles(config: QemuConfig, isThere: (path: string) => boolean): UefiFiles {
  const [code, vars] = usualFirmware.find((pair) => pair.every(isThere)) ?? usualFirmware[0];
  return { code: config.efi_firmware_code || code, vars: config.efi_firmware_vars || vars };
}

/** Makes what the firmware needs in the output directory, and says how QEMU is to load it. */
export async function prepareFirmware(config: QemuConfig, directory: string, run: BuildContext): Promise<Argument[]> {
  if (bootsByUefi(config)) return prepareUefi(uefiFiles(config, existsSync), directory, run);
  if (!config.firmware) return [];
  const file = run.host.resolve(config.firmware);
  return [config.use_pflash ? await flash(file, 0, run) : argument("-bios", file)];
}

async function prepareUefi({ code, vars }: UefiFiles, directory: string, run: BuildContext): Promise<Argument[]> {
  const own = join(directory, variablesFile);
  await copyFile(run.host.resolve(vars), own).catch((cause) => {
    throw unusable("efi_firmware_vars", vars, cause);
  });
  await chmod(own, 0o644); // the original may be read-only, and the machine writes this one
  return [await flash(run.host.resolve(code), 0, run), await flash(own, 1, run)];
}

/** Distributions ship flash contents as they are and as qcow2. */
async function flash(file: string, unit: number, run: BuildContext): Promise<Argument> {
  const { format } = await imageInfo(file, run);
  return argument("-drive", options({ if: "pflash", unit, format, readonly: unit === 0 ? "on" : undefined, file }));
}

const unusable = (option: string, path: string, cause: Error) =>
  new IngotError({
    code: "QEMU_FIRMWARE",
    source: "user",
    message: `The firmware's variables cannot be copied from "${path}": ${cause.message}. Install ovmf, or set ${option}.`,
    cause,
  });

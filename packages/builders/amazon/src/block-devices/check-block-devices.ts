import type { ConfigIssue } from "@ingot/core/plugin";
import type { BlockDevice } from "./block-device-fields.js";

/** What Amazon would refuse, as far as it can be known; `field` is the blocks' name. */
export const checkBlockDevices = (devices: readonly BlockDevice[], field: string): ConfigIssue[] =>
  devices.flatMap((device, index) =>
    problemsOf(device).map(({ option, detail, severity = "error" }) => ({
      path: [field, index, option],
      severity,
      summary: severity === "error" ? "Invalid block device" : "Ignored argument",
      detail,
    })),
  );

interface Problem {
  readonly option: keyof BlockDevice;
  readonly detail: string;
  readonly severity?: "error" | "warning";
}

function problemsOf(device: BlockDevice): Problem[] {
  const found = [checkIops(device), checkThroughput(device), checkEncryption(device), checkVirtualName(device)];
  return found.filter((problem) => problem !== undefined);
}

/** What Amazon lets volumes of these types have. */
const iopsLimits: Readonly<Record<string, { readonly min: number; readonly max: number; readonly perGib?: number }>> = {
  io1: { min: 100, max: 64_000, perGib: 50 },
  io2: { min: 100, max: 256_000, perGib: 1000 },
  gp3: { min: 3000, max: 80_000 },
};

function checkIops({ iops, volume_type: type, volume_size: size }: BlockDevice): Problem | undefined {
  if (type === undefined) return undefined;
  const limits = iopsLimits[type];
  if (!limits) return iops ? problem("iops", noIops(type)) : undefined;
  if (!iops) return type === "gp3" ? undefined : problem("iops", `A volume of the type ${type} needs iops.`);
  const { min, max, perGib } = limits;
  if (iops < min || iops > max)
    return problem("iops", `iops of a volume of the type ${type} is from ${min} to ${max}.`);
  if (!perGib || !size || iops <= size * perGib) return undefined;
  return problem(
    "iops",
    `A volume of the type ${type} has at most ${perGib} iops for each GiB: ${size * perGib} here.`,
  );
}

const noIops = (type: string) => `Volumes of the type ${type} have no iops to set: remove it, or use gp3, io1 or io2.`;

function checkThroughput({ throughput, volume_type: type }: BlockDevice): Problem | undefined {
  if (!throughput) return undefined;
  if (type !== "gp3") return problem("throughput", "Only volumes of the type gp3 have a throughput to set.");
  if (throughput >= 125 && throughput <= 2000) return undefined;
  return problem("throughput", "throughput is from 125 to 2000.");
}

const checkEncryption = ({ encrypted, kms_key_id }: BlockDevice): Problem | undefined =>
  kms_key_id && encrypted === false
    ? problem("kms_key_id", "A volume that is not encrypted has no key: remove kms_key_id, or encrypted = false.")
    : undefined;

function checkVirtualName({ virtual_name: name, no_device }: BlockDevice): Problem | undefined {
  if (!name || no_device || name.startsWith("ephemeral")) return undefined;
  const detail = `Only names like ephemeral0 have an effect, and "${name}" is none.`;
  return { option: "virtual_name", severity: "warning", detail };
}

const problem = (option: keyof BlockDevice, detail: string): Problem => ({ option, detail });

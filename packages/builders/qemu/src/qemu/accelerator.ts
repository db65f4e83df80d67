import { open } from "node:fs/promises";
import { type BuildContext, reasonOf } from "@ingot/core/plugin";
import type { QemuConfig } from "../config.js";

/** What runs the machine's code: what the template says, else kvm where this user may use it, else tcg. */
export async function chooseAccelerator(
  { accelerator }: Pick<QemuConfig, "accelerator">,
  run: Pick<BuildContext, "warn">,
  device = "/dev/kvm",
): Promise<string> {
  if (accelerator) return accelerator;
  const problem = await problemWith(device);
  if (problem === undefined) return "kvm";
  run.warn(`The machine's code is emulated (tcg), which is slow: ${problem}. Set accelerator to choose another way.`);
  return "tcg";
}

async function problemWith(device: string): Promise<string | undefined> {
  try {
    await (await open(device, "r+")).close();
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return `this machine has no ${device}`;
    return code === "EACCES" || code === "EPERM" ? `this user may not open ${device}` : reasonOf(error);
  }
}

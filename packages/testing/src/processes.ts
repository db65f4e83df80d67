import { readdirSync, readFileSync } from "node:fs";

/** Whether it runs: one that has ended and waits only to be taken note of does not. */
export const isAlive = (pid: number): boolean => /^State:\s+[^ZX]/m.test(processText(pid, "status"));

/** The processes of this machine, but for ours, that have `text` in their arguments or their environment. */
export const processesWith = (
  text: string,
  files: readonly ProcessFile[] = ["cmdline", "environ"],
): readonly number[] =>
  processes().filter((pid) => pid !== process.pid && files.some((file) => processText(pid, file).includes(text)));

export const processes = (): readonly number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

export type ProcessFile = "cmdline" | "environ" | "stat" | "status";

/** One of its files below `/proc`: nothing where it has ended, or is somebody else's. */
export function processText(pid: number, file: ProcessFile): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

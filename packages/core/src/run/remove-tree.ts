import { readFile, rm } from "node:fs/promises";
import { sep } from "node:path";
import { IngotError } from "../errors.js";

/**
 * Removes a directory and all in it; it may be gone already. Refuses while anything is mounted in it: the removal would go on
 * into what is mounted there.
 */
export async function removeTree(path: string): Promise<void> {
  const mounted = (await mountPoints()).find((point) => point === path || point.startsWith(path + sep));
  if (mounted !== undefined)
    throw new IngotError({
      code: "DIRECTORY_MOUNTED",
      source: "outside",
      message: `${path} is not removed, because ${mounted} is still mounted. Unmount it (umount ${mounted}) and try again.`,
    });
  await rm(path, { recursive: true, force: true });
}

/** None where the system does not tell. */
async function mountPoints(): Promise<readonly string[]> {
  const table = await readFile("/proc/self/mountinfo", "utf8").catch(() => "");
  return table
    .split("\n")
    .flatMap((line) => line.split(" ")[4] ?? [])
    .map(unescapeOctal);
}

const unescapeOctal = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

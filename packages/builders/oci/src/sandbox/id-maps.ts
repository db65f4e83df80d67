import { readFile, writeFile } from "node:fs/promises";
import { errorCode } from "@ingot/client-oci-image";

/** How users of the sandbox are users of this machine. */
export type IdMapping = "all" | "single";

/**
 * Gives the new user namespace of process `pid` its users: all that this process has, each as itself, or the caller as
 * the sandbox's root and nobody else.
 */
export async function writeIdMaps(pid: number, mapping: IdMapping): Promise<void> {
  if (mapping === "all") {
    await writeFile(`/proc/${pid}/uid_map`, await ownIds("uid"));
    await writeFile(`/proc/${pid}/gid_map`, await ownIds("gid"));
    return;
  }
  // The kernel asks for this first: without it, leaving a group would give rights that the group was meant to deny.
  await writeFile(`/proc/${pid}/setgroups`, "deny");
  await writeFile(`/proc/${pid}/uid_map`, `0 ${process.geteuid!()} 1`);
  await writeFile(`/proc/${pid}/gid_map`, `0 ${process.getegid!()} 1`);
}

/** "0 100000 65536" says that we have the ids 0 to 65535; for a namespace below us those are "0 0 65536". */
async function ownIds(kind: "uid" | "gid"): Promise<string> {
  const lines = (await readFile(`/proc/self/${kind}_map`, "utf8")).trim().split("\n");
  return lines
    .map((line) => line.trim().split(/\s+/))
    .map(([inside, , count]) => `${inside} ${inside} ${count}\n`)
    .join("");
}

/** Whether this process may give files to others: only then are owners on disk the image's own. */
export async function canKeepOwners(tryOut: () => Promise<void>): Promise<boolean> {
  if (process.geteuid?.() !== 0) return false;
  try {
    await tryOut();
    return true;
  } catch (error) {
    if (errorCode(error) === "EPERM" || errorCode(error) === "EINVAL") return false;
    throw error;
  }
}

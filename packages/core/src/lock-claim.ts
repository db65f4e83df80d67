import { link, rm, writeFile } from "node:fs/promises";
import type { BuildContext } from "./plugin.js";

/** Who takes a lock. With `acquire` it is journalled: should the process die, `clean` removes the lock. */
export type LockContext = Pick<BuildContext, "host" | "signal"> & Partial<Pick<BuildContext, "acquire" | "runId">>;

/** The wish to hold a lock, which is a file with a known name. */
export interface LockClaim {
  /** False when there is such a file already. */
  take(): Promise<boolean>;
  /** Gives the lock back if it was taken. */
  release(): Promise<void>;
}

/** `text` is what the lock file says; `token` tells this claim from others. */
export async function claimLock(lock: string, text: string, token: string, run: LockContext): Promise<LockClaim> {
  const { acquire, runId } = run;
  let isTaken = false;
  const taking = (create: () => Promise<boolean>) => async () => (isTaken = await create());
  const removeTaken = async () => (isTaken ? rm(lock, { force: true }) : undefined);
  if (!acquire || runId === undefined) return { take: taking(() => createFile(lock, text)), release: removeTaken };
  // A lock's name is fixed, and cannot say whose it is. A file whose name can becomes the lock by a second name.
  const own = `${lock}.${runId}-${token}`;
  const intent = { kind: "local.file", description: `lock ${lock}`, handle: { path: own, alias: lock } };
  const { release } = await acquire(
    intent,
    async () => writeFile(own, text, { flag: "wx", mode: 0o644 }),
    async () => {
      await removeTaken();
      await rm(own, { force: true });
    },
  );
  return { take: taking(() => giveName(own, lock, text)), release };
}

/** False when there is such a file already. */
export const createFile = (path: string, text: string): Promise<boolean> =>
  unlessThere(writeFile(path, text, { flag: "wx", mode: 0o644 }));

/** Not every file system has links: there the lock is a file of its own. */
async function giveName(own: string, lock: string, text: string): Promise<boolean> {
  try {
    return await unlessThere(link(own, lock));
  } catch {
    return createFile(lock, text);
  }
}

async function unlessThere(creation: Promise<void>): Promise<boolean> {
  try {
    await creation;
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

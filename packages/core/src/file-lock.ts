import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { IngotError } from "./errors.js";
import { claimLock, createFile, type LockClaim, type LockContext } from "./lock-claim.js";
import { makeDirectory } from "./make-directory.js";
import { isSameProcess, machineName, ownProcess, type ProcessIdentity, pidNamespace } from "./run/process-identity.js";

/** Between two looks at a lock, in milliseconds. */
const interval = 50;

/** How long a lock is waited for. */
export interface LockOptions {
  /** For how long to wait, in milliseconds; `Infinity`: until the lock is free. Default 30,000. */
  readonly patience?: number;
  /** Called once, before the first wait. */
  onWait?(): void;
}

/** What a lock file says about who holds it. */
interface Holder {
  readonly process: ProcessIdentity;
  readonly hostname: string;
  /** Process numbers mean nothing in another one; empty where the system has none. */
  readonly pidNamespace: string;
  /** Tells one lock of a process from its next. */
  readonly token: string;
}

/**
 * Runs `work` while holding `<path>.lock`. A lock is broken only when its holder is known to be dead; otherwise it is waited
 * for, and after `patience` the error FILE_LOCKED says who holds it. Missing directories above `path` are made.
 */
export async function withFileLock<T>(
  path: string,
  run: LockContext,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const token = Buffer.from(run.host.randomBytes(16)).toString("hex");
  const lock = `${path}.lock`;
  await makeDirectory(dirname(path));
  const claim = await claimLock(lock, JSON.stringify(ownHolder(token)), token, run);
  try {
    await takeLock(path, claim, run, options);
    return await work();
  } finally {
    await claim.release();
  }
}

async function takeLock(
  path: string,
  claim: LockClaim,
  run: LockContext,
  { patience = 30_000, onWait }: LockOptions,
): Promise<void> {
  const lock = `${path}.lock`;
  const deadline = run.host.now().getTime() + patience;
  let tellsWait = onWait;
  while (!(await claim.take())) {
    const holder = readHolder(lock);
    if (holder && isDead(holder) && (await breakLock(lock, holder))) continue;
    if (run.host.now().getTime() > deadline) throw locked(path, patience, holder);
    tellsWait?.();
    tellsWait = undefined;
    await run.host.sleep(interval, run.signal);
  }
}

const ownHolder = (token: string): Holder => ({
  process: ownProcess(),
  hostname: machineName(),
  pidNamespace: pidNamespace(),
  token,
});

/** Undefined where the lock has gone meanwhile, is being written, or is not one of ours. */
function readHolder(lock: string): Holder | undefined {
  try {
    const read: Partial<Holder> = JSON.parse(readFileSync(lock, "utf8"));
    return read.process && read.token && /^[0-9a-f]+$/.test(read.token) ? (read as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** Only what this system can know for certain. */
const isDead = (holder: Holder): boolean =>
  holder.hostname === machineName() && holder.pidNamespace === pidNamespace() && !isSameProcess(holder.process);

/** Only one process at a time may remove the lock of that token, and nobody removes one of another token. */
async function breakLock(lock: string, dead: Holder): Promise<boolean> {
  const right = `${lock}.${dead.token}`;
  if (!(await createFile(right, JSON.stringify(dead)))) return false;
  try {
    if (readHolder(lock)?.token === dead.token) await rm(lock, { force: true });
    return true;
  } finally {
    await rm(right, { force: true });
  }
}

function locked(path: string, patience: number, holder: Holder | undefined): IngotError {
  const by = holder ? `process ${holder.process.pid} on ${holder.hostname}` : "a program that did not leave its name";
  return new IngotError({
    code: "FILE_LOCKED",
    source: "outside",
    message: `Cannot write "${path}": ${by} has held "${path}.lock" for ${patience / 1000} seconds. When no other run is active, delete that file and try again.`,
  });
}

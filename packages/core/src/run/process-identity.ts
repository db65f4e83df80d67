import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Tells one process from another that later got the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from boot to the process's start (`/proc/PID/stat`, field 22); empty where there is no `/proc`. */
  readonly startTime: string;
  /** Changes with every boot; empty where the system has none. */
  readonly bootId: string;
}

/** The identity of `pid`; undefined when no such process lives (a zombie does not). */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  const fields = statFields(pid);
  if (!fields) return isAliveWithoutProc(pid) ? { pid, startTime: "", bootId: "" } : undefined;
  if (fields[0] === "Z") return undefined;
  return { pid, startTime: fields[19]!, bootId: bootId() };
}

/** The identity of this process. */
export const ownProcess = (): ProcessIdentity => processIdentity(process.pid)!;

/** Whether that very process lives, and not another that got its number. */
export function isSameProcess(identity: ProcessIdentity): boolean {
  const now = processIdentity(identity.pid);
  return now !== undefined && now.startTime === identity.startTime && now.bootId === identity.bootId;
}

/** Whether the process leads a process group, which can then be signalled as a whole. */
export const leadsGroup = (pid: number): boolean => statFields(pid)?.[2] === String(pid);

/** Sends a signal to a process, or with a negative number to a group; one that has ended is no error. */
export function signalProcess(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Process numbers of another namespace say nothing here; empty where the system has none. */
export function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

/** What people call this machine. */
export const machineName = (): string => hostname();

const bootId = (): string => readOptional("/proc/sys/kernel/random/boot_id")?.trim() ?? "";

/** `/proc/PID/stat` from its third field on; undefined when there is no such process, or no `/proc`. */
function statFields(pid: number): readonly string[] | undefined {
  const stat = readOptional(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" "); // the name, in parentheses, may hold blanks
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Only asked where `/proc` is not mounted at all. */
function isAliveWithoutProc(pid: number): boolean {
  if (readOptional("/proc/self/stat") !== undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

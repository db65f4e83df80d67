import type { QmpEvent } from "@ingot/client-qmp";
import { IngotError, isIngotError } from "@ingot/core/plugin";

/** How a QEMU process ended. */
export interface QemuEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it said on its error output, without its own name. */
  readonly complaint: string;
  /** Why, as QMP tells it: "guest-shutdown", "host-qmp-quit" … */
  readonly shutdown: string | undefined;
}

const byGuest = ["guest-shutdown", "guest-reset"];

/** Whether the guest itself ended the machine, with its disks written. */
export const isShutDown = ({ code, shutdown }: QemuEnd): boolean => code === 0 && byGuest.includes(shutdown ?? "");

/**
 * Why a machine that was needed is gone: MACHINE_SHUT_DOWN when the guest ended it, else QEMU_ENDED. `task` is what QEMU was doing, in
 * messages: "could not start the machine".
 */
export const endedError = (end: QemuEnd, task = "ended before the build was done with it"): IngotError =>
  new IngotError({
    code: isShutDown(end) ? "MACHINE_SHUT_DOWN" : "QEMU_ENDED",
    source: "outside",
    message: isShutDown(end) ? shutDownTooEarly : `QEMU ${task}: ${reasonOfEnd(end)}`,
    data: { exitCode: end.code, signal: end.signal, shutdown: end.shutdown ?? null },
  });

const shutDownTooEarly =
  "The machine was shut down from within before the build was done with it. Leave that to shutdown_command, or to the last provisioner, with expect_disconnect = true.";

/** Whether the machine has ended, and does not merely stand still. */
export const isEnd = (reason: unknown): boolean =>
  isIngotError(reason, "MACHINE_SHUT_DOWN") || isIngotError(reason, "QEMU_ENDED");

function reasonOfEnd({ code, signal, complaint, shutdown }: QemuEnd): string {
  if (complaint !== "") return complaint;
  if (signal !== null) return `it was killed by ${signal}.`;
  return code === 0 ? `it was told to (${shutdown ?? "nobody says by whom"}).` : `exit code ${code}, without a word.`;
}

/** An event after which the machine stands still for ever, as an error; undefined for others. */
export function fatalEvent({ event, data }: QmpEvent): IngotError | undefined {
  if (event === "GUEST_PANICKED") return stuck("QEMU_GUEST_PANICKED", "The guest's kernel has panicked.");
  if (event !== "BLOCK_IO_ERROR" || data.action !== "stop") return undefined;
  if (data.nospace === true)
    return stuck(
      "QEMU_DISK_FULL",
      "The machine stands still, because there is no room to write its disk to: the file system of the output directory is full. Make room, or choose an output_directory on another one.",
    );
  return stuck(
    "QEMU_DISK_ERROR",
    `The machine stands still, because its disk "${data.device}" cannot be accessed (${data.operation}): ${data.reason}.`,
  );
}

const stuck = (code: string, message: string) => new IngotError({ code, source: "outside", message });

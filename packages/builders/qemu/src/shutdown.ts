import {
  type BuildContext,
  type Communicator,
  formatDuration,
  IngotError,
  isIngotError,
  reasonOf,
} from "@ingot/core/plugin";
import type { QemuConfig } from "./config.js";
import { endedError, type QemuEnd } from "./qemu/qemu-end.js";
import type { QemuProcess } from "./qemu/qemu-process.js";

/** A machine whose work is done. */
export interface WorkedMachine {
  readonly config: QemuConfig;
  readonly qemu: QemuProcess;
  /** Not guarded: here the machine may end. */
  readonly communicator: Communicator;
}

/** Ends the machine, as the template wants it, with its disks written. */
export async function shutDown(machine: WorkedMachine, run: BuildContext): Promise<void> {
  const { config, qemu } = machine;
  if (qemu.lost.aborted) return acceptEnd(qemu.lost, run);
  if (config.communicator === "none") {
    run.say(
      `Waiting for the machine to shut down by itself, for at most ${formatDuration(config.shutdown_timeout)}...`,
    );
    return awaitShutdown(machine, run);
  }
  if (config.shutdown_command === "") return halt(machine, run);
  run.say("Gracefully halting virtual machine...");
  await sendShutdown(machine, run);
}

/** It ended before it was asked to: a provisioner may have shut it down. */
function acceptEnd({ reason }: AbortSignal, run: BuildContext): void {
  if (!isIngotError(reason, "MACHINE_SHUT_DOWN")) throw reason;
  run.say("The machine has shut down already.");
}

/** The command's own end is of no interest once the machine's has come. */
async function sendShutdown(machine: WorkedMachine, run: BuildContext): Promise<void> {
  const { config, communicator } = machine;
  const over = new AbortController();
  const signal = AbortSignal.any([run.signal, over.signal]);
  const options = { signal, expectDisconnect: true, onOutput: run.output };
  const sent = communicator.exec(config.shutdown_command, options).then(
    ({ exitCode }) => (exitCode === 0 ? "" : ` The shutdown_command ended with exit code ${exitCode}.`),
    (error) => ` Of the shutdown_command this is known: ${reasonOf(error)}`,
  );
  let said = "";
  sent.then((text) => {
    said = text;
  });
  try {
    await awaitShutdown(machine, run, () => said);
  } finally {
    over.abort();
  }
}

async function awaitShutdown({ config, qemu }: WorkedMachine, run: BuildContext, more = () => ""): Promise<void> {
  const end = await within(qemu.end, config.shutdown_timeout, run);
  if (!end) throw tooLate(config, more());
  if (end.code !== 0) throw endedError(end, "ended while the machine was shutting down");
}

/** Undefined after `patience` milliseconds. */
async function within<T>(work: Promise<T>, patience: number, { host, signal }: BuildContext): Promise<T | undefined> {
  const over = new AbortController();
  try {
    return await Promise.race([
      work,
      host.sleep(patience, AbortSignal.any([signal, over.signal])).then(() => undefined),
    ]);
  } finally {
    over.abort();
  }
}

/** Packer pulls the plug here, and what the guest has not written yet is lost. QEMU's own caches are written as it quits. */
async function halt(machine: WorkedMachine, run: BuildContext): Promise<void> {
  const { qemu, communicator } = machine;
  run.say("Halting the virtual machine...");
  if (communicator.type === "ssh") await flushGuest(machine, run);
  await qemu.qmp.execute("quit", {}, run.signal).catch((error) => {
    if (!isIngotError(error, "QMP_CONNECTION_LOST")) throw error;
  });
  const end: QemuEnd = await qemu.end;
  if (end.code !== 0) throw endedError(end, "failed as it was told to quit");
}

/** Not every guest has `sync`. One that a script has told to turn itself off may do so meanwhile, and has then written everything. */
async function flushGuest({ config, qemu, communicator }: WorkedMachine, run: BuildContext): Promise<void> {
  const signal = AbortSignal.any([run.signal, qemu.lost]);
  const sync = () => communicator.exec("sync", { signal });
  const synced = sync().catch((error) => {
    if (isIngotError(error, "COMMUNICATOR_LOST")) return sync();
    throw error;
  });
  const end = await within(synced, config.shutdown_timeout, run).catch(() => run.signal.throwIfAborted());
  if (end?.exitCode !== 0 && !qemu.lost.aborted) run.warn(unconfirmed);
}

const unconfirmed =
  "The machine has not confirmed by sync that its disks are written: what it holds in memory may be lost. Set shutdown_command.";

const tooLate = ({ shutdown_timeout }: QemuConfig, more: string) =>
  new IngotError({
    code: "SHUTDOWN_TIMEOUT",
    source: "outside",
    message: `The machine has not shut down within ${formatDuration(shutdown_timeout)}.${more} Look at shutdown_command, or raise shutdown_timeout.`,
  });

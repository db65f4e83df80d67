import { type Communicator, type ExecOptions, IngotError, isIngotError } from "@ingot/core/plugin";
import type { QemuProcess } from "./qemu/qemu-process.js";

/**
 * A communicator whose operations fail with the reason why the machine is gone, at once, rather than with a lost connection and
 * after long waiting. A command that may end the connection may end the machine too.
 */
export function guardedCommunicator(inner: Communicator, qemu: QemuProcess): Communicator {
  const guard = guardOf(qemu);
  return {
    ...inner,
    exec: (command, options) => guard(options, (guarded) => inner.exec(command, guarded)),
    upload: (source, destination, options) => guard(options, (guarded) => inner.upload(source, destination, guarded)),
    uploadDirectory: (source, destination, options) =>
      guard(options, (guarded) => inner.uploadDirectory(source, destination, guarded)),
    download: (source, destination, options) =>
      guard(options, (guarded) => inner.download(source, destination, guarded)),
    downloadDirectory: (source, destination, options) =>
      guard(options, (guarded) => inner.downloadDirectory(source, destination, guarded)),
  };
}

type Options = Pick<ExecOptions, "signal" | "expectDisconnect">;

const guardOf =
  (qemu: QemuProcess) =>
  async <T, O extends Options>(options: O | undefined, work: (options: O & Options) => Promise<T>): Promise<T> => {
    const signal = options?.signal ? AbortSignal.any([options.signal, qemu.lost]) : qemu.lost;
    try {
      return await work({ ...(options as O), signal });
    } catch (error) {
      options?.signal?.throwIfAborted();
      throw await explainLoss(error, qemu, options?.expectDisconnect ?? false);
    }
  };

/** A connection that is lost because the machine is may be known before the machine's end is. */
async function explainLoss(error: unknown, qemu: QemuProcess, isExpected: boolean): Promise<unknown> {
  if (isIngotError(error, "COMMUNICATOR_LOST") && !(await answers(qemu))) await qemu.end;
  if (!qemu.lost.aborted) return error;
  const { reason } = qemu.lost;
  return isExpected && isIngotError(reason, "MACHINE_SHUT_DOWN") ? expected(reason) : reason;
}

/** A machine's monitor ends with it. */
const answers = ({ qmp, lost }: QemuProcess): Promise<boolean> =>
  qmp.execute("query-status", {}, lost).then(
    () => true,
    () => false,
  );

const expected = (cause: unknown) =>
  new IngotError({
    code: "COMMUNICATOR_LOST",
    source: "outside",
    message: "The machine was shut down, as the command might.",
    cause,
  });

const reasons = { SIGINT: "interrupt", SIGTERM: "terminated", SIGHUP: "hangup" } as const;
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

type Interrupt = keyof typeof reasons;

/**
 * A signal that the first Ctrl-C (or SIGTERM, or the end of the terminal) aborts. The second leaves at once, after `leave`, which does
 * what takes no time; the journal keeps what is owed.
 */
export function interrupts(leave: () => void): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const listen = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) leaveNow(signal as Interrupt, leave);
    controller.abort(reasons[signal as Interrupt]);
  };
  const signals = Object.keys(reasons) as Interrupt[];
  for (const each of signals) process.on(each, listen);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const each of signals) process.off(each, listen);
    },
  };
}

function leaveNow(signal: Interrupt, leave: () => void): never {
  leave();
  process.stderr.write('\nLeaving at once. Run "ingot clean" to destroy what is left behind.\n');
  process.exit(exitCodes[signal]);
}

/** A signal that the first Ctrl-C (or SIGTERM) aborts. The second leaves at once; the journal keeps what is owed. */
export function interrupts(): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const listen = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) leaveNow(signal);
    controller.abort(signal === "SIGINT" ? "interrupt" : "terminated");
  };
  process.on("SIGINT", listen).on("SIGTERM", listen);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => void process.off("SIGINT", listen).off("SIGTERM", listen),
  };
}

function leaveNow(signal: NodeJS.Signals): never {
  process.stderr.write('\nLeaving at once. Run "ingot clean" to destroy what is left behind.\n');
  process.exit(signal === "SIGINT" ? 130 : 143);
}

import type { BuildContext } from "@ingot/core/plugin";

/** The same build for work that is of no use without the machine: its signal aborts when that is lost, too. */
export const untilLost = (run: BuildContext, lost: AbortSignal): BuildContext =>
  Object.create(run, { signal: { get: () => AbortSignal.any([run.signal, lost]) } }) as BuildContext;

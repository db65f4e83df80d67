import type { BuildScope } from "./build-scope.js";

/** Tells programs when a part of a build begins and ends, and how. */
export async function timedStep<T>({ run, build }: BuildScope, step: string, work: () => Promise<T>): Promise<T> {
  const began = run.host.now().getTime();
  const about = { build: build.name, step };
  const finish = (ok: boolean) =>
    run.emit({ type: "step-finished", ...about, ms: run.host.now().getTime() - began, ok });
  void run.emit({ type: "step-started", ...about });
  try {
    const result = await work();
    void finish(true);
    return result;
  } catch (error) {
    void finish(false);
    throw error;
  }
}

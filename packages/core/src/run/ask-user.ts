import type { BuildScope } from "./build-scope.js";

/** What the user answers; undefined where nobody does: no terminal, an asker that fails, a signal that aborts. */
export async function askUser(
  { run, build }: BuildScope,
  text: string,
  defaultAnswer: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { ask } = run;
  if (!ask || signal.aborted) return undefined;
  let forget = () => {};
  const aborted = new Promise<undefined>((resolve) => {
    const giveUp = () => resolve(undefined);
    signal.addEventListener("abort", giveUp, { once: true });
    forget = () => signal.removeEventListener("abort", giveUp);
  });
  try {
    return await Promise.race([ask({ build: build.name, text, defaultAnswer, signal }), aborted]);
  } catch {
    return undefined;
  } finally {
    forget();
  }
}

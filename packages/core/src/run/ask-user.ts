import type { Question } from "../engine-api.js";
import type { AskOptions } from "../plugin.js";
import type { BuildScope } from "./build-scope.js";

/** What the user answers; undefined where nobody does: no terminal, an asker that fails, a signal that aborts. */
export async function askUser(
  { run, build }: BuildScope,
  question: Pick<Question, "text" | "defaultAnswer"> & AskOptions,
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
    return await Promise.race([ask({ build: build.name, isSecret: false, ...question, signal }), aborted]);
  } catch {
    return undefined;
  } finally {
    forget();
  }
}

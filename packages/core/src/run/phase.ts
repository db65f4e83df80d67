import { reasonOf } from "@ingot/hcl";
import { askUser } from "./ask-user.js";
import { type BuildScope, tell } from "./build-scope.js";
import { timedStep } from "./timed-step.js";
import { unwind } from "./unwind.js";

/**
 * Runs one phase of a build: start, a provisioner, save. With `-on-error=ask` a failed phase may be tried again: what it had
 * acquired is cleaned up first. The answer "a" is remembered, so that nothing is cleaned up.
 */
export async function phase<T>(scope: BuildScope, name: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const mark = scope.cleanups.size();
    try {
      scope.signal.throwIfAborted();
      const result = await timedStep(scope, name, work);
      await pauseForDebugging(scope, `Pausing after run of step '${name}'. Press enter to continue.`);
      return result;
    } catch (error) {
      if ((await decide(scope, name, error)) !== "retry") throw error;
      await unwind(scope, mark);
    }
  }
}

async function decide(scope: BuildScope, name: string, error: unknown): Promise<"retry" | "stop"> {
  const { run, signal } = scope;
  if (run.onError !== "ask" || signal.aborted) return "stop";
  tell(scope, reasonOf(error), "error");
  tell(scope, `Step "${name}" failed`, "error");
  const text =
    "[c] Clean up and exit, [a] abort without cleanup, or [r] retry step (build may fail even if retry succeeds)?";
  const answer = ((await askUser(scope, { text, defaultAnswer: "c" }, signal)) ?? "c").trim().toLowerCase();
  if (answer.startsWith("a")) scope.isAbandoned = true;
  return answer.startsWith("r") ? "retry" : "stop";
}

/** `-debug`: without a terminal there is nobody to wait for. */
export async function pauseForDebugging(scope: BuildScope, text: string): Promise<void> {
  if (!scope.run.debug) return;
  await askUser(scope, { text, defaultAnswer: "" }, scope.signal);
  scope.signal.throwIfAborted();
}

/** What a failed build has can be looked at before it goes. Never rejects. */
export async function pauseBeforeCleanUp(scope: BuildScope, error: unknown): Promise<void> {
  if (!scope.run.debug) return;
  tell(scope, reasonOf(error), "error");
  await pauseForDebugging(scope, "Pausing before the clean-up. Press enter to continue.").catch(() => {});
}

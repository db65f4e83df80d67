import { IngotError } from "@ingot/core/plugin";
import { type ContainerState, inspectContainer, tailContainer } from "./containers.js";
import { statusOf } from "./docker-error.js";
import type { DockerEngine } from "./engine.js";
import type { ProgramTarget } from "./run-program.js";

/** The error for a container that runs no more, with the last that its program said. */
export async function containerEnded(engine: DockerEngine, state: ContainerState): Promise<IngotError> {
  const said = await tailContainer(engine, state.Id, 20, state.Config.Tty).catch(() => "");
  return new IngotError({
    code: "CONTAINER_ENDED",
    source: "user",
    message:
      `The container has ended with status ${state.State.ExitCode}, so nothing can run in it. ` +
      "Its run_command must start something that stays, such as a shell with -i and -t." +
      (said === "" ? "" : ` It said: ${said}`),
    data: { exitCode: state.State.ExitCode },
  });
}

/** The engine refuses a command in a container that has ended: says what became of it. Other errors stay as they are. */
export async function explainRefusal(
  engine: DockerEngine,
  container: string,
  error: unknown,
  signal?: AbortSignal,
): Promise<unknown> {
  if (statusOf(error) !== 409) return error;
  const state = await inspectContainer(engine, container, signal).catch(() => undefined);
  return state && !state.State.Running ? containerEnded(engine, state) : error;
}

/** A container's last command may be reported before the container's own end is. Milliseconds. */
const settlingPauses = [0, 20, 80, 200, 400];

/** Throws CONTAINER_ENDED when the container ends about now. One that is gone, or cannot be asked about, is no error here. */
export async function requireRunning({ engine, container, sleep }: ProgramTarget, signal?: AbortSignal): Promise<void> {
  for (const pause of settlingPauses) {
    if (pause > 0) await sleep(pause);
    const state = await inspectContainer(engine, container, signal).catch(() => undefined);
    if (!state) return;
    if (!state.State.Running) throw await containerEnded(engine, state);
  }
}

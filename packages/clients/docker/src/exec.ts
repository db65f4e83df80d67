import type { Duplex } from "node:stream";
import { communicatorLost } from "./docker-error.js";
import { callHijacked, callJson, type DockerEngine } from "./engine.js";

/** A program to start inside a running container. */
export interface ExecSpec {
  readonly command: readonly string[];
  readonly user?: string;
  readonly tty?: boolean;
  readonly stdin?: boolean;
  /** With all capabilities, whatever the container has. */
  readonly privileged?: boolean;
}

export interface ExecState {
  readonly Running: boolean;
  readonly ExitCode: number | null;
}

/** Resolves with the exec's id; nothing runs yet. */
export async function createExec(
  engine: DockerEngine,
  container: string,
  { command, user, tty = false, stdin = false, privileged = false }: ExecSpec,
  signal?: AbortSignal,
): Promise<string> {
  const json = {
    Cmd: command,
    ...(user && { User: user }),
    Tty: tty,
    Privileged: privileged,
    AttachStdin: stdin,
    AttachStdout: true,
    AttachStderr: true,
  };
  const path = `/containers/${encodeURIComponent(container)}/exec`;
  const created = await callJson<{ Id: string }>(engine, { method: "POST", path, json, ...(signal && { signal }) });
  return created.Id;
}

/**
 * Starts the program and resolves with its stream: multiplexed frames, or raw bytes with a TTY. Ending the writable side
 * closes the program's input and leaves the output open. The caller destroys the stream.
 */
export function startExec(engine: DockerEngine, id: string, tty: boolean, signal?: AbortSignal): Promise<Duplex> {
  const json = { Detach: false, Tty: tty };
  return callHijacked(engine, { method: "POST", path: `/exec/${id}/start`, json, ...(signal && { signal }) });
}

function inspectExec(engine: DockerEngine, id: string, signal?: AbortSignal): Promise<ExecState> {
  return callJson(engine, { method: "GET", path: `/exec/${id}/json`, ...(signal && { signal }) });
}

/** The engine closes a program's output a little before it notes its end. Milliseconds. */
const settlingPauses = [5, 10, 20, 50, 100, 200, 400, 800];

/** How the program ended, asked once its output has ended. Throws COMMUNICATOR_LOST where the engine cannot say. */
export async function exitCodeOf(
  engine: DockerEngine,
  id: string,
  sleep: (milliseconds: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<number> {
  for (const pause of [0, ...settlingPauses]) {
    if (pause > 0) await sleep(pause);
    const state = await inspectLost(engine, id, signal);
    if (state.Running) continue;
    if (typeof state.ExitCode !== "number") throw communicatorLost("the Docker engine gives no exit status");
    return state.ExitCode;
  }
  throw communicatorLost("the command's output ended, but the command is still running");
}

async function inspectLost(engine: DockerEngine, id: string, signal?: AbortSignal): Promise<ExecState> {
  try {
    return await inspectExec(engine, id, signal);
  } catch (error) {
    throw communicatorLost("the command's output ended, and its exit status cannot be asked for", error);
  }
}

import { type Duplex, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type ExecOptions, type ExecResult, lineCutter, type OutputLine } from "@ingot/core/plugin";
import { explainRefusal, requireRunning } from "./container-ended.js";
import { communicatorLost } from "./docker-error.js";
import type { DockerEngine } from "./engine.js";
import { createExec, exitCodeOf, startExec } from "./exec.js";
import { demultiplex, type OutputPiece } from "./frames.js";
import { announcedCommand, endTreeCommand } from "./machine-shell.js";
import { runProgram } from "./run-program.js";

/** Where a command runs. */
export interface ShellTarget {
  readonly engine: DockerEngine;
  readonly container: string;
  readonly user?: string;
  readonly tty?: boolean;
  /** Rejects when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Milliseconds that a cancelled command has to end by itself, and to be gone after it was killed. */
const grace = { polite: 1000, killed: 1000, start: 1000 } as const;

/** The exit status after SIGKILL: so ends every command of a container that ends. */
const killed = 137;

/** Runs `command` by `/bin/sh -c`. Cancelled, it kills the command inside the container and rejects with the signal's reason. */
export async function execShell(target: ShellTarget, command: string, options: ExecOptions = {}): Promise<ExecResult> {
  const { signal } = options;
  signal?.throwIfAborted();
  const started = startedProcess();
  const work = follow(target, command, options, started);
  if (!signal) return work;
  const ended = work.then(ignore, ignore);
  return untilAborted(work, signal, () => stop(target, started, ended));
}

/** What is known of the process while it runs. */
interface StartedProcess {
  /** Undefined when the output ends without naming it. */
  readonly pid: Promise<number | undefined>;
  announce(pid: number | undefined): void;
  /** Output is read and dropped from now on: an engine whose output nobody takes keeps the whole container locked. */
  isCancelled?: boolean;
  /** Ends the present wait for the output's reader. */
  interrupt?: () => void;
  /** Closes all that is still open: nobody waits for the output's end any more. */
  readonly abandoned: AbortController;
}

function startedProcess(): StartedProcess {
  let announce: StartedProcess["announce"] = ignore;
  const pid = new Promise<number | undefined>((resolve) => {
    announce = resolve;
  });
  return { pid, announce, abandoned: new AbortController() };
}

async function follow(target: ShellTarget, command: string, options: ExecOptions, started: StartedProcess) {
  const { engine, container, user, tty = false } = target;
  const { stdin } = options;
  let stream: Duplex | undefined;
  try {
    const { signal } = started.abandoned; // an engine that answers nothing must not keep this process alive
    const spec = { command: announcedCommand(command), tty, stdin: stdin !== undefined, ...(user && { user }) };
    const id = await createExec(engine, container, spec, signal).catch(async (error) => {
      throw await explainRefusal(engine, container, error, signal);
    });
    options.signal?.throwIfAborted();
    stream = await startExec(engine, id, tty, signal);
    const fed = stdin ? pipeline(stdin, stream) : Promise.resolve();
    fed.catch(ignore); // a program may well end without reading all of its input
    await deliver(withoutAnnouncement(outputOf(stream, tty), started.announce), options, started);
    const exitCode = await exitCodeOf(engine, id, target.sleep, signal);
    if (exitCode === killed) await requireRunning(target, signal);
    return { exitCode };
  } finally {
    started.announce(undefined);
    stream?.destroy();
  }
}

/** A connection that breaks is a lost command, whatever has come before. */
async function* outputOf(stream: Duplex, tty: boolean): AsyncGenerator<OutputPiece> {
  const chunks = chunksOf(stream);
  if (!tty) return yield* demultiplex(chunks);
  for await (const data of chunks) yield { stream: "stdout", data };
}

async function* chunksOf(stream: Duplex): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw communicatorLost("its stream broke off", error);
  }
}

const longestAnnouncement = 64;

/**
 * Takes the first line of standard output, when it is a process number. It is not when the engine could not start the
 * shell: what comes then is the reason, and stays.
 */
async function* withoutAnnouncement(
  pieces: AsyncIterable<OutputPiece>,
  announce: (pid: number) => void,
): AsyncGenerator<OutputPiece> {
  let first: Buffer | undefined = Buffer.alloc(0);
  for await (const piece of pieces) {
    if (first === undefined || piece.stream === "stderr") {
      yield piece;
      continue;
    }
    first = Buffer.concat([first, piece.data]);
    const end = first.indexOf("\n");
    if (end === -1 && first.length < longestAnnouncement) continue;
    const match = /^(\d+)\r?$/.exec(first.toString("latin1", 0, Math.max(end, 0)));
    if (match) announce(Number(match[1]));
    const data = match ? first.subarray(end + 1) : first;
    first = undefined;
    if (data.length > 0) yield { stream: "stdout", data };
  }
  if (first !== undefined && first.length > 0) yield { stream: "stdout", data: first };
}

async function deliver(
  pieces: AsyncIterable<OutputPiece>,
  { onOutput = ignore, onBytes }: ExecOptions,
  started: StartedProcess,
): Promise<void> {
  if (onBytes) {
    for await (const piece of pieces) if (!started.isCancelled) await interruptible(onBytes(piece), started);
    return;
  }
  const cutters = { stdout: lineCutter(), stderr: lineCutter() };
  const pass = async (stream: OutputLine["stream"], lines: readonly string[]) => {
    for (const text of lines) if (!started.isCancelled) await interruptible(onOutput({ stream, text }), started);
  };
  for await (const { stream, data } of pieces) await pass(stream, cutters[stream].push(data));
  for (const stream of ["stdout", "stderr"] as const) await pass(stream, cutters[stream].end());
}

/** Not `Promise.race` with one promise for all lines: that would keep every line's wait in memory. */
function interruptible(wait: void | Promise<void>, started: StartedProcess): void | Promise<void> {
  if (wait === undefined || started.isCancelled) return;
  return new Promise((resolve, reject) => {
    started.interrupt = resolve;
    wait.then(resolve, reject);
  });
}

/** Polite first, then not. Bounded, even when the engine no longer answers. */
async function stop(target: ShellTarget, started: StartedProcess, ended: Promise<void>): Promise<void> {
  started.isCancelled = true;
  started.interrupt?.();
  const within = <T>(work: Promise<T>, limit: number) => settleWithin(target, work, limit);
  const pid = await within(started.pid, grace.start);
  if (pid !== undefined) {
    await within(
      endProcess(target, pid, within(ended, grace.polite), started.abandoned.signal),
      grace.polite + grace.killed,
    );
    await within(ended, grace.killed);
  }
  started.abandoned.abort();
}

/** Undefined when it takes longer. No timer is left that would keep the process from ending. */
async function settleWithin<T>(target: ShellTarget, work: Promise<T>, milliseconds: number): Promise<T | undefined> {
  const timer = new AbortController();
  try {
    return await Promise.race([work, target.sleep(milliseconds, timer.signal).then(ignore, ignore)]);
  } finally {
    timer.abort();
  }
}

/**
 * As root; in a container that has dropped the capability to kill, as the command's own user, or with all capabilities
 * where the engine may still grant them. A container that is gone needs no signal.
 */
async function endProcess(
  target: ShellTarget,
  pid: number,
  politely: Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const command = endTreeCommand(pid);
  const asUser = { command, ...(target.user && { user: target.user }) };
  const untilImpolite = async function* () {
    await politely;
    yield "\n";
  };
  for (const spec of [{ command, user: "0" }, asUser, { command, user: "0", privileged: true }]) {
    const { exitCode } = await runProgram(target, spec, { stdin: Readable.from(untilImpolite()), signal }).catch(
      failed,
    );
    if (exitCode === 0) return;
  }
}

const failed = () => ({ exitCode: 1 });

function untilAborted<T>(work: Promise<T>, signal: AbortSignal, stopWork: () => Promise<void>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => void stopWork().then(() => reject(signal.reason), reject);
    signal.addEventListener("abort", onAbort, { once: true });
    const settle = (how: () => void) => {
      if (signal.aborted) return;
      signal.removeEventListener("abort", onAbort);
      how();
    };
    work.then(
      (value) => settle(() => resolve(value)),
      (error) => settle(() => reject(error)),
    );
  });
}

function ignore(): undefined {
  return undefined;
}

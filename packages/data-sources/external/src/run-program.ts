import { isUtf8 } from "node:buffer";
import type { Readable } from "node:stream";
import { type ChildProcessHandle, formatDuration, type Host, IngotError, reasonOf } from "@ingot/core/plugin";

export interface Program {
  readonly words: readonly string[];
  readonly cwd: string;
  /** What it gets on its standard input. */
  readonly input: string;
  /** Milliseconds. */
  readonly timeout: number;
}

/** What timers can count to, in milliseconds: 24 days. */
const longestWait = 2 ** 31 - 1;

/** Of what the program prints: more is no value for a template. */
const mostBytes = 16 * 1024 * 1024;

/** Of its standard error, the end: what it says last tells most. */
const toldBytes = 4096;

/**
 * Runs a program to its end and gives its output. It is killed with all that it started when `signal` aborts, when its time is over
 * and when it prints too much; and only after that this settles.
 */
export async function runProgram(program: Program, host: Host, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const name = program.words[0]!;
  const stop = new AbortController();
  const done = new AbortController();
  host.sleep(Math.min(program.timeout, longestWait), done.signal).then(
    () => stop.abort(tookTooLong(name, program.timeout)),
    () => {}, // it ended in time
  );
  const either = AbortSignal.any([signal, stop.signal]);
  const child = start(program, host, either);
  try {
    const text = await textOf(child, program, () => stop.abort(tooMuch(name)));
    either.throwIfAborted();
    return text;
  } catch (error) {
    throw either.aborted ? either.reason : startFailure(name, error);
  } finally {
    done.abort();
    if (either.aborted) child.kill("SIGKILL"); // a child may have outlived the program that got the SIGTERM
  }
}

async function textOf(child: ChildProcessHandle, program: Program, onTooMany: () => void): Promise<string> {
  const name = program.words[0]!;
  const all = [child.exit, bytesOf(child.stdout, onTooMany), endOf(child.stderr), send(child, program)] as const;
  const [{ code, signal }, output, errors] = await Promise.all(all);
  if (code !== 0) throw failed(name, code, signal, errors);
  if (!isUtf8(output)) throw notText(name);
  return output.toString("utf8");
}

function start({ words: [name = "", ...args], cwd }: Program, host: Host, signal: AbortSignal): ChildProcessHandle {
  try {
    return host.spawn(name, args, { cwd, env: host.env, stdin: "pipe", signal, endsWithUs: true });
  } catch (error) {
    throw startFailure(name, error);
  }
}

/** A program need not read what it gets. */
async function send({ stdin }: ChildProcessHandle, { input }: Program): Promise<void> {
  stdin?.on("error", () => {});
  stdin?.end(input);
}

/** Goes on reading beyond the bound, so that the program does not wait for us while it is killed. */
async function bytesOf(stream: Readable, onTooMany: () => void): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) onTooMany();
    else chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function endOf(stream: Readable): Promise<string> {
  let end = Buffer.alloc(0);
  for await (const chunk of stream as AsyncIterable<Buffer>) end = Buffer.concat([end, chunk]).subarray(-toldBytes);
  return new TextDecoder().decode(end).trim();
}

const failure = (source: "user" | "outside", code: string, message: string, cause?: unknown): IngotError =>
  new IngotError({ code, source, message, ...(cause !== undefined && { cause }) });

const tookTooLong = (name: string, timeout: number) =>
  failure(
    "outside",
    "EXTERNAL_TIMEOUT",
    `The program "${name}" did not end within ${formatDuration(timeout)}, and was killed.`,
  );

const tooMuch = (name: string) =>
  failure(
    "outside",
    "EXTERNAL_OUTPUT",
    `The program "${name}" printed more than ${mostBytes >> 20} MiB, and was killed.`,
  );

const notText = (name: string) =>
  failure("user", "EXTERNAL_OUTPUT", `The program "${name}" printed something that is not UTF-8 text.`);

function failed(name: string, code: number | null, killedBy: NodeJS.Signals | null, errors: string): IngotError {
  const how = code === null ? `was killed by ${killedBy ?? "a signal"}` : `exited with ${code}`;
  const what = errors === "" ? "It wrote nothing to its standard error." : `It wrote to its standard error: ${errors}`;
  return failure("outside", "EXTERNAL_FAILED", `The program "${name}" ${how}. ${what}`);
}

function startFailure(name: string, error: unknown): unknown {
  const { syscall, code } = error as NodeJS.ErrnoException;
  if (!String(syscall).startsWith("spawn")) return error;
  const reason =
    code === "ENOENT" ? "there is none of this name, or its working directory is missing" : reasonOf(error);
  return failure("user", "EXTERNAL_NOT_STARTED", `The program "${name}" could not be started: ${reason}.`, error);
}

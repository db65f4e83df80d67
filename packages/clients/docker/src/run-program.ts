import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { DockerEngine } from "./engine.js";
import { createExec, type ExecSpec, exitCodeOf, startExec } from "./exec.js";
import { demultiplex } from "./frames.js";

export interface ProgramTarget {
  readonly engine: DockerEngine;
  readonly container: string;
  sleep(milliseconds: number): Promise<void>;
}

/** Runs a short program of our own in the container. `output` is all it printed, both streams in the order they came. */
export async function runProgram(
  { engine, container, sleep }: ProgramTarget,
  spec: Omit<ExecSpec, "stdin" | "tty">,
  { stdin, signal }: { readonly stdin?: Readable; readonly signal?: AbortSignal } = {},
): Promise<{ readonly exitCode: number; readonly output: string }> {
  const id = await createExec(engine, container, { ...spec, stdin: stdin !== undefined }, signal);
  const stream = await startExec(engine, id, false, signal);
  if (stdin) pipeline(stdin, stream).catch(() => undefined); // it may end without reading
  const said: Buffer[] = [];
  try {
    for await (const { data } of demultiplex(stream as AsyncIterable<Buffer>)) said.push(data);
  } finally {
    stream.destroy();
  }
  return { exitCode: await exitCodeOf(engine, id, sleep, signal), output: Buffer.concat(said).toString("utf8") };
}

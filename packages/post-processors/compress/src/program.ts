import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type BuildContext, type ChildProcessHandle, IngotError } from "@ingot/core/plugin";

export interface Program {
  readonly command: string;
  /** Debian's, and its descendants'. */
  readonly packageName: string;
  readonly args: (level: number | undefined, cores: number) => readonly string[];
}

const levelOption = (level: number | undefined) => (level === undefined ? [] : [`-${level}`]);

export const programs = {
  xz: {
    command: "xz",
    packageName: "xz-utils",
    args: (level, cores) => ["-z", "-c", "-q", `--threads=${cores}`, ...levelOption(level)],
  },
  bzip2: { command: "bzip2", packageName: "bzip2", args: (level) => ["-z", "-c", "-q", ...levelOption(level)] },
  lz4: { command: "lz4", packageName: "lz4", args: (level) => ["-z", "-c", "-q", ...levelOption(level)] },
  zstd: {
    command: "zstd",
    packageName: "zstd",
    args: (level, cores) => ["-c", "-q", `-T${cores}`, ...levelOption(level)],
  },
} as const satisfies Readonly<Record<string, Program>>;

/** What `program` makes of `source`. Ends with an error unless the program says that all went well. */
export async function* throughProgram(
  program: Program,
  source: AsyncIterable<Uint8Array>,
  level: number | undefined,
  run: BuildContext,
): AsyncGenerator<Uint8Array> {
  const stop = new AbortController();
  const signal = AbortSignal.any([run.signal, stop.signal]);
  const child = run.host.spawn(program.command, program.args(level, run.host.cores), {
    stdin: "pipe",
    signal,
    killAfter: 500,
  });
  const complaints = collect(child.stderr);
  const fed = pipeline(Readable.from(source), child.stdin!, { signal }).catch((error: unknown) => error);
  const ended = child.exit.catch((error: unknown) => ({ error }));
  try {
    yield* child.stdout;
    throwUnlessGood(program, await ended, await fed, await complaints);
  } finally {
    stop.abort();
    await Promise.all([ended, fed]);
  }
}

type Ending = Awaited<ChildProcessHandle["exit"]> | { readonly error: unknown };

function throwUnlessGood(program: Program, ending: Ending, feedError: unknown, complaints: string): void {
  if ("error" in ending) throw notStarted(program, ending.error);
  if (ending.code !== 0) throw failed(program, ending.code ?? ending.signal, complaints);
  if (feedError !== undefined) throw feedError;
}

async function collect(stream: Readable): Promise<string> {
  let text = "";
  try {
    for await (const chunk of stream) if (text.length < 2000) text += chunk;
  } catch {
    // what it said until then will do
  }
  return text.trim();
}

function notStarted({ command, packageName }: Program, cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (code !== "ENOENT") return cause;
  return new IngotError({
    code: "PROGRAM_MISSING",
    source: "user",
    message: `This compression needs the program "${command}", and there is none on the PATH. On Debian and Ubuntu it comes with: apt-get install ${packageName}`,
    cause,
  });
}

const failed = ({ command }: Program, status: number | string | null, complaints: string) =>
  new IngotError({
    code: "PROGRAM_FAILED",
    source: "outside",
    message: `The program "${command}" failed with status ${status}: ${complaints || "it gave no reason"}`,
    data: { status },
  });

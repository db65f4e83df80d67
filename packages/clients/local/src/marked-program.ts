import type { Readable } from "node:stream";
import { type BuildContext, type ChildProcessHandle, IngotError, reasonOf, runVariable } from "@ingot/core/plugin";

/** How much of what a program says is kept, from its end, in characters. */
const bound = 16_384;

export interface ProgramEnd {
  readonly code: number | null;
  readonly output: string;
  /** What it said on its error output. */
  readonly complaint: string;
}

/** The journal's record of a program: it is found by the mark in its environment. */
export const programIntent = (program: string) => ({
  kind: "local.programs",
  description: `program ${program}`,
  handle: {},
});

/** Starts a program that carries the run's mark; it must have been acquired with `programIntent`. */
export const spawnMarked = (
  program: string,
  args: readonly string[],
  { host, runId }: BuildContext,
  signal?: AbortSignal,
): ChildProcessHandle =>
  host.spawn(program, args, {
    cwd: host.cwd,
    env: { ...host.env, LC_ALL: "C", [runVariable]: runId },
    ...(signal && { signal }),
  });

/** Runs a program to its end, whatever its exit code. Rejects when it cannot be started, and when the run is cancelled. */
export async function runProgram(program: string, args: readonly string[], run: BuildContext): Promise<ProgramEnd> {
  const acquired = await run.acquire(
    programIntent(program),
    async () => {},
    async () => {},
  );
  try {
    const { signal } = run;
    const child = spawnMarked(program, args, run, signal);
    const [output, complaint] = [collectTail(child.stdout), collectTail(child.stderr)];
    const { code } = await child.exit;
    signal.throwIfAborted();
    return { code, output: output(), complaint: complaint() };
  } catch (error) {
    throw explainStart(program, error);
  } finally {
    await acquired.release();
  }
}

/** The end of what a stream has said so far. */
export function collectTail(stream: Readable): () => string {
  let text = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    text = (text + chunk).slice(-bound);
  });
  return () => text.trim();
}

const packages: readonly (readonly [name: RegExp, install: string])[] = [
  [/^qemu-img$/, "Install QEMU's tools (on Debian: apt-get install qemu-utils), and see that qemu-img is on the PATH."],
  [/^swtpm$/, "Install it (on Debian: apt-get install swtpm), or remove vtpm."],
  [
    /^session-manager-plugin$/,
    "Install it as Amazon's page on the Session Manager plugin says, and see that it is on the PATH; or choose another ssh_interface.",
  ],
  [/./, "Install QEMU (on Debian: apt-get install qemu-system-x86), or set qemu_binary to the program's path."],
];

/** What keeps a program from starting; other errors stay what they are. */
export function explainStart(program: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (!String(syscall).startsWith("spawn")) return error;
  const why = code === "ENOENT" ? "it is not installed" : code === "EACCES" ? "it may not be run" : reasonOf(error);
  const [, mend] = packages.find(([name]) => name.test(program))!;
  return new IngotError({
    code: "PROGRAM_NOT_STARTED",
    source: "user",
    message: `Cannot start "${program}": ${why}. ${mend}`,
    cause: error,
  });
}

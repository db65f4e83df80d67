import { type BuildContext, forEachLine, IngotError, type OutputLine, reasonOf, runVariable } from "@ingot/core/plugin";

/** From SIGTERM to SIGKILL, in milliseconds. */
const killAfter = 2000;

/** How long a killed program's output may stay open, held by a process that left the group, in milliseconds. */
const patience = 1000;

type Words = readonly string[];
type Env = Readonly<Record<string, string | undefined>>;

/**
 * Runs a local program in the host's directory, its output going to the run line by line. Resolves with its exit code. The
 * journal knows of it while it runs: what it started is found by the mark in the environment should this process die.
 */
export async function runLocalCommand(words: Words, env: Env, run: BuildContext): Promise<number> {
  run.signal.throwIfAborted();
  const intent = { kind: "local.programs", description: `programs started by ${words[0]}`, handle: {} };
  const programs = await run.acquire(
    intent,
    async () => {},
    async () => {},
  );
  try {
    return await runToItsEnd(words, { ...env, [runVariable]: run.runId }, run);
  } finally {
    await programs.release();
  }
}

async function runToItsEnd([program = "", ...args]: Words, env: Env, run: BuildContext): Promise<number> {
  const { host, signal } = run;
  const child = host.spawn(program, args, { cwd: host.cwd, env, signal, killAfter });
  const show = (stream: OutputLine["stream"]) => (text: string) => run.output({ stream, text });
  const ended = Promise.all([
    child.exit,
    forEachLine(child.stdout, show("stdout")),
    forEachLine(child.stderr, show("stderr")),
  ]);
  try {
    const [{ code, signal: killedBy }] = await withinPatience(ended, run);
    signal.throwIfAborted();
    if (code === null) throw killed(program, killedBy);
    return code;
  } catch (error) {
    throw signal.aborted ? signal.reason : startFailure(program, error);
  } finally {
    if (signal.aborted) child.kill("SIGKILL"); // a child may have outlived the script that got the SIGTERM
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

/** `work`, but after an abort no longer than the killing takes: a process that left the group may hold the output open. */
async function withinPatience<T>(work: Promise<T>, { signal, host }: BuildContext): Promise<T> {
  const settled = new AbortController();
  const givenUp = new Promise<never>((_resolve, reject) => {
    const giveUp = () => {
      host.sleep(killAfter + patience, settled.signal).then(
        () => reject(signal.reason),
        () => {}, // it settled in time
      );
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true, signal: settled.signal });
  });
  try {
    return await Promise.race([work, givenUp]);
  } finally {
    settled.abort();
    work.catch(() => {});
  }
}

const killed = (program: string, signal: NodeJS.Signals | null) =>
  new IngotError({
    code: "SCRIPT_KILLED",
    source: "outside",
    message: `The program "${program}" did not end by itself: ${signal ?? "a signal"} killed it.`,
    data: { signal },
  });

function startFailure(program: string, error: unknown): unknown {
  if (!String((error as NodeJS.ErrnoException).syscall).startsWith("spawn")) return error;
  return new IngotError({
    code: "PROGRAM_NOT_STARTED",
    source: "user",
    message: `Cannot start the program "${program}": ${reasonOf(error)}. Check execute_command, and that the program is installed.`,
    cause: error,
  });
}

import type { ComponentLoader } from "@ingot/core";
import { exitCode } from "./exit-code.js";
import { interrupts } from "./interrupts.js";
import { main } from "./main.js";
import { processHost } from "./process-host.js";
import { processTerminal } from "./process-terminal.js";
import { wantsLog } from "./setting.js";
import { type StartedPrograms, startedPrograms } from "./started-programs.js";
import { wantsColour } from "./wants-colour.js";

/** This process as a program, with these components instead of the built-in ones: the one place that sets its exit code. */
export async function run(components?: readonly ComponentLoader[]): Promise<void> {
  const programs = startedPrograms();
  const listening = interrupts(programs.killAll);
  process.exitCode = await answer(components, listening.signal, programs).catch(confess);
  listening[Symbol.dispose]();
}

async function answer(
  components: readonly ComponentLoader[] | undefined,
  signal: AbortSignal,
  programs: StartedPrograms,
): Promise<number> {
  const { argv: words, env, stdout } = process;
  const argv = words.slice(2);
  const terminal = processTerminal(wantsColour(argv, env, stdout.isTTY === true));
  const code = await main({ argv, host: programs.through(processHost()), components, terminal, signal });
  const failure = await terminal.finish();
  return failure ? tellUnwritten(failure, code) : code;
}

/** Whoever reads only the output must not take half of it for all. */
function tellUnwritten({ message }: Error, code: number): number {
  process.stderr.write(`Error: The output could not be written: ${message}. The rest of it is missing.\n`);
  return code === exitCode.success ? exitCode.failure : code;
}

/** Only a fault of ours gets here, or a lost working directory: what is wrong with a template or outside is told by the commands. */
function confess(error: unknown): number {
  const told = error instanceof Error ? (wantsLog(process.env) ? error.stack : error.message) : String(error);
  process.stderr.write(
    hasNoDirectory(error)
      ? "Error: The working directory does not exist any more. Change to one that does, and try again.\n"
      : `Error: Ingot has a fault: ${told}\n\nPlease report it, with what you did; INGOT_LOG=1 shows where it happened.\n`,
  );
  return exitCode.failure;
}

const hasNoDirectory = (error: unknown): boolean =>
  error instanceof Error && (error as NodeJS.ErrnoException).syscall === "uv_cwd";

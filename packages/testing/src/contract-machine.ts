import type { Communicator, OutputLine } from "@ingot/core/plugin";

/** A machine with a POSIX shell; its directories are those of one test. */
export interface ContractMachine extends AsyncDisposable {
  readonly communicator: Communicator;
  /** Here: an empty directory. */
  readonly here: string;
  /** On the machine: an empty directory. */
  readonly there: string;
}

export interface Ran {
  readonly exitCode: number;
  readonly lines: readonly OutputLine[];
  /** Both streams' lines. */
  readonly text: string;
}

export async function runOn({ communicator }: Pick<ContractMachine, "communicator">, command: string): Promise<Ran> {
  const lines: OutputLine[] = [];
  const { exitCode } = await communicator.exec(command, { onOutput: (line) => void lines.push(line) });
  return { exitCode, lines, text: lines.map(({ text }) => text).join("\n") };
}

export interface RemoteEnd {
  /** Null: a signal ended it. */
  readonly code: number | null;
  readonly signal: string | undefined;
}

/** The signals of RFC 4254, by their numbers on Linux; nearly all systems share them. */
const numbers: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
};

/** As a shell would show it: 128 and the signal's number, where a signal ended the command. */
export const exitStatus = ({ code, signal }: RemoteEnd): number => code ?? 128 + (numbers[signal ?? ""] ?? 0);

import type { Readable, Writable } from "node:stream";

/** The outside world as the engine and its components may use it. The CLI hands in the real one; nothing else is ambient. */
export interface Host {
  /** Absolute. Relative paths of a template are relative to it, as with Packer. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `process.platform`'s vocabulary. */
  readonly platform: NodeJS.Platform;
  /** `process.arch`'s vocabulary. */
  readonly arch: NodeJS.Architecture;
  /** How many things this machine can compute at once; at least 1. */
  readonly cores: number;
  /** Where journals live: one file for each run. */
  readonly stateDirectory: string;
  /** Parent of the runs' private temporary directories. */
  readonly tempDirectory: string;
  now(): Date;
  /** `size` cryptographically strong random bytes. */
  randomBytes(size: number): Uint8Array;
  /** Resolves `path` against `cwd`; `~/` is the user's home. */
  resolve(path: string): string;
  /** Waits; rejects with the signal's reason when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  spawn(command: string, args: readonly string[], options?: SpawnOptions): ChildProcessHandle;
  /** This machine's addresses at this moment, in the order of its network interfaces. */
  networkAddresses(): readonly NetworkAddress[];
}

/** One address of one of this machine's network interfaces. */
export interface NetworkAddress {
  /** "eth0". */
  readonly interface: string;
  readonly address: string;
  readonly family: "IPv4" | "IPv6";
  /** A loopback address, or one that no other machine can reach. */
  readonly internal: boolean;
}

/** How a program is started; by default in the host's directory and environment, in a group of its own. */
export interface SpawnOptions {
  readonly cwd?: string;
  /** The whole environment; default: the host's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: "pipe" | "ignore";
  /** A group of its own, so that `kill` reaches its children too. Default true. */
  readonly ownGroup?: boolean;
  /**
   * Its group is killed when this process dies before it, also by SIGKILL: for what no journal knows of. Default false; it needs a group
   * of its own, and a POSIX shell.
   */
  readonly endsWithUs?: boolean;
  /** On abort: SIGTERM to the group, then SIGKILL after `killAfter` milliseconds (default 2,000). */
  readonly signal?: AbortSignal;
  readonly killAfter?: number;
}

/** A program that was started. Whoever started it sees to its end. */
export interface ChildProcessHandle {
  readonly pid: number | undefined;
  readonly stdin: Writable | null;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the process has ended and its output is closed. Rejects when it could not be started. */
  readonly exit: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  kill(signal: NodeJS.Signals): void;
}

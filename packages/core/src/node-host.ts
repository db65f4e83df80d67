import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { availableParallelism, networkInterfaces, tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { ChildProcessHandle, Host, NetworkAddress, SpawnOptions } from "./host.js";
import { signalProcess } from "./run/process-identity.js";

/** Where a host stands. Nothing of it is taken from the process by itself. */
export interface NodeHostOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: `$XDG_STATE_HOME/ingot/runs`, or `~/.local/state/ingot/runs`. */
  readonly stateDirectory?: string;
  /** Default: `$TMPDIR`, or the system's. */
  readonly tempDirectory?: string;
}

/** The machine that Node runs on, seen from `cwd` with `env`. */
export function nodeHost({ cwd, env, stateDirectory, tempDirectory }: NodeHostOptions): Host {
  const home = env.HOME || accountHome();
  const resolvePath = (path: string) => (path.startsWith("~/") ? join(home, path.slice(2)) : resolve(cwd, path));
  return {
    cwd,
    env,
    platform: process.platform,
    arch: process.arch,
    cores: availableParallelism(),
    stateDirectory: stateDirectory ?? resolve(cwd, env.XDG_STATE_HOME || join(home, ".local/state"), "ingot/runs"),
    tempDirectory: tempDirectory ?? resolve(cwd, env.TMPDIR || tmpdir()),
    now: () => new Date(),
    randomBytes: (size) => randomBytes(size),
    resolve: resolvePath,
    sleep,
    spawn: (command, args, options) => startProcess(command, args, { cwd, env, ...options }),
    networkAddresses,
  };
}

const networkAddresses = (): NetworkAddress[] =>
  Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.map(({ address, family, internal }) => ({ interface: name, address, family, internal })),
  );

async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  try {
    await wait(milliseconds, undefined, signal ? { signal } : {});
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  }
}

function startProcess(command: string, args: readonly string[], options: SpawnOptions): ChildProcessHandle {
  const { ownGroup = true, stdin = "ignore" } = options;
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...options.env },
    detached: ownGroup,
    stdio: [stdin, "pipe", "pipe"],
  });
  const { pid } = child;
  const kill = (signal: NodeJS.Signals) => {
    if (pid !== undefined) signalProcess(ownGroup ? -pid : pid, signal);
  };
  const exit = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((settle, fail) => {
    child.once("error", fail);
    child.once("close", (code, signal) => settle({ code, signal }));
  });
  if (options.endsWithUs && ownGroup) killWithUs(child);
  if (options.signal) killOnAbort(options.signal, options.killAfter ?? 2000, exit, kill);
  return { pid, stdin: child.stdin, stdout: child.stdout!, stderr: child.stderr!, exit, kill };
}

/** Its input ends when this process does, however that ends. */
const watch = 'read -r _; kill -s KILL -- "-$1"';

/** A shell watches, in a session of its own, until the program and its output have ended. Where there is none nobody does. */
function killWithUs(leader: ChildProcess): void {
  if (leader.pid === undefined) return;
  const watcher = spawn("/bin/sh", ["-c", watch, "sh", String(leader.pid)], {
    cwd: "/",
    env: {},
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watcher.once("error", () => {});
  leader.once("close", () => watcher.kill("SIGKILL"));
}

/** As the system knows it; containers run under users that it does not know. */
function accountHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    return "/";
  }
}

/** Polite first, then not; the listener and the timer go when the process does. */
function killOnAbort(
  signal: AbortSignal,
  killAfter: number,
  exit: Promise<unknown>,
  kill: (signal: NodeJS.Signals) => void,
): void {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    kill("SIGTERM");
    timer = setTimeout(() => kill("SIGKILL"), killAfter);
  };
  const forget = () => {
    signal.removeEventListener("abort", stop);
    clearTimeout(timer);
  };
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  exit.then(forget, forget);
}

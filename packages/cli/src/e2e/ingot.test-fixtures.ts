import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export const bin = join(__dirname, "../../bin/ingot.cjs");

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A folder of its own, in which `ingot` and other programs run as a user would run them. */
export interface Workplace extends Disposable {
  readonly directory: string;
  /** Where this workplace's runs keep their journals. */
  readonly journals: string;
  /** What programs find in their environment. */
  readonly env: Readonly<Record<string, string>>;
  path(name: string): string;
  write(files: Readonly<Record<string, string>>): void;
  read(name: string): string;
  exists(name: string): boolean;
  ingot(...args: string[]): Promise<Ended>;
  start(program: string, args: readonly string[], env?: Readonly<Record<string, string>>): Running;
  startIngot(...args: string[]): Running;
  run(program: string, ...args: string[]): Promise<Ended>;
}

export interface Running {
  readonly process: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Resolves when what it printed so far, on both streams, matches. Rejects when it ends first. */
  printed(pattern: RegExp): Promise<void>;
}

export function workplace(files: Readonly<Record<string, string>> = {}): Workplace {
  const directory = mkdtempSync(join(tmpdir(), "ingot-e2e-"));
  const path = (name: string) => join(directory, name);
  const env = {
    PATH: process.env.PATH!,
    HOME: path("home"),
    TMPDIR: path("tmp"),
    CHECKPOINT_DISABLE: "1",
    ...(process.env.DOCKER_HOST && { DOCKER_HOST: process.env.DOCKER_HOST }),
  };
  mkdirSync(env.HOME);
  mkdirSync(env.TMPDIR);
  const start: Workplace["start"] = (program, args, more) =>
    startProgram(program, args, directory, { ...env, ...more });
  const place: Workplace = {
    directory,
    journals: path("home/.local/state/ingot/runs"),
    env,
    path,
    write: (all) => {
      for (const [name, text] of Object.entries(all)) {
        mkdirSync(dirname(path(name)), { recursive: true });
        writeFileSync(path(name), text);
      }
    },
    read: (name) => readFileSync(path(name), "utf8"),
    exists: (name) => existsSync(path(name)),
    start,
    startIngot: (...args) => start(process.execPath, [bin, ...args]),
    ingot: (...args) => start(process.execPath, [bin, ...args]).ended,
    run: (program, ...args) => start(program, args).ended,
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }), // programs of a killed run may be at work in it
  };
  place.write(files);
  return place;
}

function startProgram(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Running {
  const child = spawn(program, args, { cwd, env });
  const written = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    written.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    written.err += text;
  });
  child.stdin.end();
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, ...written }));
  const printed = (pattern: RegExp) =>
    new Promise<void>((settle, fail) => {
      const look = () => pattern.test(written.out + written.err) && settle();
      child.stdout.on("data", look);
      child.stderr.on("data", look);
      ended.then(
        (end) => fail(new Error(`it ended (${end.code}) without printing ${pattern}:\n${end.out}${end.err}`)),
        fail,
      );
      look();
    });
  return { process: child, ended, printed };
}

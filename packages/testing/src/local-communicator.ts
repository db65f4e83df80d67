import { createReadStream, createWriteStream } from "node:fs";
import { chmod, cp, mkdir, stat } from "node:fs/promises";
import { constants } from "node:os";
import { basename, dirname, join, resolve, sep } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Host } from "@ingot/core";
import { type Communicator, type ExecOptions, type ExecResult, IngotError, passOutput } from "@ingot/core/plugin";

/** A failure to come, taken by the first operation that it fits. */
export interface Fault {
  readonly operation: "exec" | "upload" | "download";
  /** Fits the command, or the path on the machine. */
  readonly match?: RegExp;
  /** `lost`: the work is done, but its result never arrives. `unavailable`: it never begins. */
  readonly kind: "lost" | "unavailable";
}

export interface LocalCommunicator extends Communicator {
  /** The machine: no path may leave it. */
  readonly root: string;
  /** Every command, in order. */
  readonly commands: string[];
  /** Every uploaded path, in order, as the caller wrote it. */
  readonly uploads: string[];
  readonly faults: Fault[];
}

/** A machine made of a directory: real commands by `/bin/sh`, started in `root`; real files beneath it. */
export function localCommunicator(host: Host, root: string): LocalCommunicator {
  const commands: string[] = [];
  const uploads: string[] = [];
  const faults: Fault[] = [];
  let closed = false;
  const attempt = async <T>(operation: Fault["operation"], what: string, work: () => Promise<T>): Promise<T> => {
    const at = faults.findIndex((fault) => fault.operation === operation && (fault.match?.test(what) ?? true));
    const fault = at === -1 ? undefined : faults.splice(at, 1)[0];
    if (closed || fault?.kind === "unavailable") throw unavailable(what);
    const result = await work();
    if (fault) throw lost(what);
    return result;
  };
  const inside = (path: string) => pathInside(root, path);
  return {
    type: "local",
    root,
    commands,
    uploads,
    faults,
    exec: (command, options = {}) => {
      commands.push(command);
      return attempt("exec", command, () => execute(host, root, command, options));
    },
    upload: (source, destination, options = {}) => {
      uploads.push(destination);
      return attempt("upload", destination, () => writeTo(source, inside(destination), options.mode, options.signal));
    },
    uploadDirectory: (source, destination, options = {}) => {
      uploads.push(destination);
      return attempt("upload", destination, () => copyDirectory(source, inside(destination), options.signal));
    },
    download: (source, destination, options = {}) =>
      attempt("download", source, () => writeTo(inside(source), destination, options.mode, options.signal)),
    downloadDirectory: (source, destination, options = {}) =>
      attempt("download", source, () => copyDirectory(inside(source), destination, options.signal)),
    close: async () => {
      closed = true;
    },
  };
}

async function execute(host: Host, root: string, command: string, options: ExecOptions): Promise<ExecResult> {
  const { signal, stdin } = options;
  signal?.throwIfAborted();
  const child = host.spawn("/bin/sh", ["-c", command], {
    cwd: root,
    env: { PATH: host.env.PATH },
    stdin: stdin ? "pipe" : "ignore",
    ...(signal && { signal }),
  });
  if (stdin && child.stdin) stdin.pipe(child.stdin);
  const [{ code, signal: killedBy }] = await Promise.all([
    child.exit,
    passOutput(child.stdout, "stdout", options),
    passOutput(child.stderr, "stderr", options),
  ]);
  signal?.throwIfAborted();
  return { exitCode: code ?? 128 + constants.signals[killedBy!] };
}

function pathInside(root: string, path: string): string {
  const absolute = resolve(root, path);
  if (absolute !== root && !absolute.startsWith(root + sep)) throw new Error(`${path} is outside the machine ${root}`);
  return path.endsWith("/") ? `${absolute}/` : absolute;
}

async function writeTo(source: string | Readable, path: string, mode = 0o644, signal?: AbortSignal): Promise<void> {
  const isDirectory = await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (isDirectory) throw new Error(`${path} is a directory; end the destination with a slash to put the file into it`);
  const from = typeof source === "string" ? createReadStream(source) : source;
  await pipeline(from, createWriteStream(path, { mode }), { ...(signal && { signal }) }).catch((error: unknown) => {
    throw signal?.aborted ? signal.reason : error;
  });
  await chmod(path, mode);
}

/** The destination must exist, except that of a directory's contents. */
async function copyDirectory(source: string, destination: string, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const contents = source.endsWith("/");
  const target = contents ? destination : join(destination, basename(source));
  await mkdir(contents ? target : dirname(target), { recursive: true });
  await cp(source, target, { recursive: true });
}

const lost = (what: string) =>
  new IngotError({ code: "COMMUNICATOR_LOST", source: "outside", message: `the connection was lost during ${what}` });

const unavailable = (what: string) =>
  new IngotError({ code: "COMMUNICATOR_UNAVAILABLE", source: "outside", message: `no connection for ${what}` });

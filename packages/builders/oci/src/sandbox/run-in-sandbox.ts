import { open } from "node:fs/promises";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { byteReader } from "@ingot/client-transfer";
import {
  type ChildProcessHandle,
  type ExecOptions,
  type ExecResult,
  type Host,
  IngotError,
  passOutput,
} from "@ingot/core/plugin";
import type { HostTools } from "./host-tools.js";
import { type IdMapping, writeIdMaps } from "./id-maps.js";
import { connectionLost, namespacesRefused, setUpFailed } from "./sandbox-error.js";
import { quote } from "./set-up-script.js";

export interface SandboxCommand {
  readonly tools: HostTools;
  readonly mapping: IdMapping;
  readonly network: "host" | "none";
  /** See `setUpScript`. */
  readonly script: string;
  readonly statusFile: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: string;
}

/** One variable of the environment holds the command, and Linux bounds each. */
const longestCommand = 128 * 1024 - 64;

/**
 * Runs a command in namespaces of its own: all that it starts ends with it, with this process, and on cancellation.
 * Throws OCI_NO_NAMESPACES, OCI_SANDBOX_FAILED or COMMUNICATOR_LOST.
 */
export async function runInSandbox(host: Host, sandbox: SandboxCommand, options: ExecOptions): Promise<ExecResult> {
  options.signal?.throwIfAborted();
  checkCommand(sandbox.command);
  const child = host.spawn(sandbox.tools.setpriv, processArguments(sandbox), {
    stdin: "pipe",
    env: { PATH: host.env.PATH },
  });
  const kill = () => child.kill("SIGKILL");
  options.signal?.addEventListener("abort", kill, { once: true });
  try {
    const said = await converse(child, sandbox, options);
    options.signal?.throwIfAborted();
    return await outcome(sandbox.statusFile, said);
  } catch (error) {
    kill();
    await child.exit.catch(() => undefined);
    throw options.signal?.aborted ? options.signal.reason : error;
  } finally {
    options.signal?.removeEventListener("abort", kill);
  }
}

function checkCommand(command: string): void {
  const problem = command.includes("\0")
    ? "it holds a NUL character, which no shell can read"
    : Buffer.byteLength(command) > longestCommand && "it is longer than 128 KiB; put it into a script and upload that";
  if (problem)
    throw new IngotError({
      code: "OCI_COMMAND_INVALID",
      source: "user",
      message: `The command cannot be run: ${problem}.`,
    });
}

/**
 * setpriv ties unshare to this process and unshare ties the sandbox's first process to itself, so that not even a kill of
 * this process leaves one of them behind.
 */
function processArguments({ tools, network, script }: SandboxCommand): string[] {
  const namespaces = ["--user", "--mount", "--pid", "--ipc", "--uts", ...(network === "none" ? ["--net"] : [])];
  const sandbox = [tools.unshare, ...namespaces, "--fork", "--kill-child=KILL", "--", tools.sh, "-c", script];
  return ["--pdeathsig", "KILL", "--", ...sandbox];
}

/** Everything between the start of the process and its end. Resolves with what it said in vain. */
async function converse(child: ChildProcessHandle, sandbox: SandboxCommand, options: ExecOptions): Promise<string> {
  const early: string[] = [];
  let isReady = false;
  const { onOutput, onBytes } = options;
  const listeners: Pick<ExecOptions, "onOutput" | "onBytes"> = {
    onOutput: (line) => (isReady ? onOutput?.(line) : void early.push(line.text)),
    ...(onBytes && {
      onBytes: (piece) => (isReady ? onBytes(piece) : void early.push(Buffer.from(piece.data).toString().trim())),
    }),
  };
  const errors = passOutput(child.stderr, "stderr", listeners);
  const talk = async () => {
    const stdout = await afterFirstLine(child.stdout);
    if (!stdout) return;
    isReady = true;
    await letGo(child, sandbox, options.stdin);
    await passOutput(stdout, "stdout", listeners);
  };
  await Promise.all([errors, talk(), child.exit]);
  return early.join("; ");
}

/** Undefined when the stream ends before its first line does: then the namespaces were refused. */
async function afterFirstLine(stream: Readable): Promise<Readable | undefined> {
  const reader = byteReader(stream);
  const line = (await reader.take("ready\n".length)).toString("latin1");
  return line === "ready\n" ? Readable.from(reader.chunks(Number.MAX_SAFE_INTEGER)) : undefined;
}

async function letGo(child: ChildProcessHandle, sandbox: SandboxCommand, stdin: Readable | undefined): Promise<void> {
  await writeIdMaps(child.pid!, sandbox.mapping).catch((error) => {
    throw namespacesRefused((error as Error).message, error);
  });
  const input = child.stdin!;
  input.on("error", () => {}); // a command need not read all, or anything, of what it is given
  input.write(`go\n${counted(exportLines(sandbox.environment))}${counted(sandbox.command)}`);
  feed(input, stdin);
}

function feed(input: Writable, stdin: Readable | undefined): void {
  if (!stdin) input.end();
  else pipeline(stdin, input).catch(() => {}); // the same: the exit status says whether it was enough
}

const exportLines = (environment: Readonly<Record<string, string>>): string =>
  Object.entries(environment)
    .filter(([name]) => /^[A-Za-z_]\w*$/.test(name)) // a shell can hold no other
    .map(([name, value]) => `export ${name}=${quote(value)}`)
    .join("\n");

/** So that the reader knows where a text ends. */
const counted = (text: string): string => `${text.split("\n").length}\n${text}\n`;

/** The last line says how the command ended; its exit status is all there is to believe. */
async function outcome(statusFile: string, said: string): Promise<ExecResult> {
  const lines = (await readStatus(statusFile)).trim().split("\n");
  const exit = /^exit (\d{1,3})$/.exec(lines.at(-1) ?? "");
  if (exit) return { exitCode: Number(exit[1]) };
  if (lines.includes("started")) throw connectionLost();
  if (said !== "") throw namespacesRefused(said);
  throw setUpFailed(lines.join("; "));
}

/** Its end: the command might have written to it as well. */
async function readStatus(path: string): Promise<string> {
  const file = await open(path, "r").catch(() => undefined);
  if (!file) return "";
  try {
    const { size } = await file.stat();
    const length = Math.min(size, 16 * 1024);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString("utf8");
  } finally {
    await file.close();
  }
}

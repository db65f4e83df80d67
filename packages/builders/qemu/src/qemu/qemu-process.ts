import { collectTail, explainStart, programIntent, spawnMarked } from "@ingot/client-local";
import { connectQmp, type QmpClient, type QmpEvent } from "@ingot/client-qmp";
import { type BuildContext, type ChildProcessHandle, isIngotError } from "@ingot/core/plugin";
import { options } from "./argument.js";
import { endProgram } from "./end-program.js";
import { endedError, fatalEvent, isEnd, isShutDown, type QemuEnd } from "./qemu-end.js";

/** A running machine. */
export interface QemuProcess {
  readonly qmp: QmpClient;
  /** Aborts when the machine has ended, or stands still for good. Its reason is an error that says why. */
  readonly lost: AbortSignal;
  /** As `lost`, but not when the guest has shut the machine down. */
  readonly died: AbortSignal;
  /** Resolves when the process has ended, whoever ended it. Rejects when the machine stands still for good. */
  readonly end: Promise<QemuEnd>;
}

/** How long a QEMU that closes its monitor may take to end, in milliseconds. */
const grace = 5000;

export interface QemuCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Where QEMU is to make the socket of our monitor: in a private directory. */
  readonly socket: string;
}

/** Starts QEMU and waits until it serves its monitor: then it has accepted its arguments. It ends with the build. */
export async function startQemu({ program, args, socket }: QemuCommand, run: BuildContext): Promise<QemuProcess> {
  const monitor = `socket,${options({ id: "ingot", path: socket })},server=on,wait=off`;
  const words = [...args, "-S", "-chardev", monitor, "-mon", "chardev=ingot,mode=control"];
  const { value } = await run.acquire(
    programIntent(program),
    () => launch({ program, args: words, socket }, run),
    ({ stop }) => stop(),
  );
  return value.qemu;
}

async function launch({ program, args, socket }: QemuCommand, run: BuildContext) {
  const child = spawnMarked(program, args, run);
  const life = watchLife(child, program);
  const signal = AbortSignal.any([run.signal, life.lost]);
  try {
    const qmp = await connectQmp({ path: socket, host: run.host, signal, onEvent: life.onEvent });
    const stop = async () => {
      await endProgram(child, run.host);
      await qmp.close();
    };
    await qmp.execute("cont", undefined, signal); // only now, so that we hear of all that becomes of it
    life.started();
    return { qemu: { qmp, lost: life.lost, died: life.died, end: life.end }, stop };
  } catch (error) {
    await endProgram(child, run.host, isIngotError(error, "QMP_CONNECTION_LOST") ? grace : 0);
    run.signal.throwIfAborted();
    throw life.lost.aborted ? life.lost.reason : error;
  }
}

function watchLife(child: ChildProcessHandle, program: string) {
  const [lost, died] = [new AbortController(), new AbortController()];
  const die = (reason: unknown) => [lost, died].map((each) => each.abort(reason));
  const complaint = collectTail(child.stderr);
  child.stdout.resume();
  let shutdown: string | undefined;
  let task: string | undefined = "could not start the machine";
  const exit = child.exit.then(({ code, signal }): QemuEnd => {
    const ended = { code, signal, complaint: withoutName(complaint(), program), shutdown };
    lost.abort(endedError(ended, task));
    if (!isShutDown(ended)) die(lost.signal.reason);
    return ended;
  });
  exit.catch((error) => die(explainStart(program, error)));
  const end = orFatal(exit, lost.signal);
  const onEvent = (event: QmpEvent) => {
    if (event.event === "SHUTDOWN") shutdown = String(event.data.reason);
    const fatal = fatalEvent(event);
    if (fatal) die(fatal);
  };
  const started = () => {
    task = undefined;
  };
  return { lost: lost.signal, died: died.signal, end, onEvent, started };
}

/** Whoever waits for the end of a machine that stands still would wait for ever. */
function orFatal(exit: Promise<QemuEnd>, lost: AbortSignal): Promise<QemuEnd> {
  const fatal = new Promise<never>((_resolve, reject) => {
    lost.addEventListener("abort", () => !isEnd(lost.reason) && reject(lost.reason));
  });
  const end = Promise.race([exit, fatal]);
  end.catch(() => {}); // told by whoever waits
  return end;
}

/** QEMU begins its complaints with its name, which the message has said already. */
const withoutName = (complaint: string, program: string) =>
  complaint
    .split("\n")
    .map((line) => (line.startsWith(`${program}: `) ? line.slice(program.length + 2) : line))
    .join("\n");

import { stat } from "node:fs/promises";
import { join } from "node:path";
import { collectTail, explainStart, programIntent, spawnMarked } from "@ingot/client-local";
import { type BuildContext, IngotError } from "@ingot/core/plugin";
import type { QemuConfig } from "../config.js";
import { endProgram } from "./end-program.js";

/** Between two looks for the socket, in milliseconds. */
const interval = 20;

/** Starts an emulated TPM, with its state and its socket in `directory`; returns the socket. */
export async function startTpm({ use_tpm1 }: QemuConfig, directory: string, run: BuildContext): Promise<string> {
  const socket = join(directory, "tpm.sock");
  const version = use_tpm1 ? [] : ["--tpm2"];
  const args = ["socket", "--tpmstate", `dir=${directory}`, "--ctrl", `type=unixio,path=${socket}`, ...version];
  run.say("Starting the emulated TPM...");
  await run.acquire(
    programIntent("swtpm"),
    () => startSwtpm(args, socket, run),
    (stop) => stop(),
  );
  return socket;
}

async function startSwtpm(args: readonly string[], socket: string, run: BuildContext): Promise<() => Promise<void>> {
  const { host, signal } = run;
  const child = spawnMarked("swtpm", args, run);
  const [said, complained] = [collectTail(child.stdout), collectTail(child.stderr)];
  let failure: unknown;
  child.exit.then(
    ({ code }) => {
      failure = ended(code, complained() || said());
    },
    (error) => {
      failure = explainStart("swtpm", error);
    },
  );
  const stop = () => endProgram(child, host);
  while (!(await isThere(socket))) {
    if (failure) throw failure;
    if (signal.aborted) await stop();
    await host.sleep(interval, signal);
  }
  return stop;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const ended = (code: number | null, said: string) =>
  new IngotError({
    code: "TPM_ENDED",
    source: "outside",
    message: `swtpm, which emulates the TPM, ended with ${code ?? "a signal"}: ${said}`,
  });

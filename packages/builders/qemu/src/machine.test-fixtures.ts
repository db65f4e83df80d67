import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runVariable } from "@ingot/core/plugin";
import {
  processesWith,
  processText,
  type TestContext,
  type TestHost,
  testContext,
  testHost,
  until,
  writeBriefGuest,
} from "@ingot/testing";
import { qemuConfigSchema } from "./config.js";
import { qemuBuilder } from "./qemu-builder.js";

/** A build of the brief guest, `guest.img` in the host's directory. */
const settings = {
  iso_url: "guest.img",
  iso_checksum: "none",
  disk_image: true,
  disk_size: "2M",
  communicator: "none",
  accelerator: "tcg",
  headless: true,
};

export const parseQemu = (config: object = {}) => qemuConfigSchema.parse({ ...settings, ...config });

export type RunOptions = Omit<Parameters<typeof testContext>[0], "host">;

/** A host with a guest that turns itself off, or with `stays` one that never does. */
export function guestHost({
  stays = false,
  env = {},
}: {
  stays?: boolean;
  env?: Record<string, string>;
} = {}): TestHost {
  const host = testHost(env);
  writeBriefGuest(join(host.directory, "guest.img"), { stays });
  return host;
}

export async function startBuild(host: TestHost, config: object = {}, options: RunOptions = {}) {
  const run = testContext({ host, ...options });
  const machine = await qemuBuilder.start(parseQemu(config), run).catch(async (error) => {
    await run.close();
    throw error;
  });
  return { run, machine };
}

/** A build that waits for a machine that never answers; `stop` cancels it. */
export async function startWaiting(host: TestHost, config: object) {
  const controller = new AbortController();
  const run = testContext({ host, signal: controller.signal });
  const settings = parseQemu({ communicator: "ssh", ssh_username: "u", ssh_password: "p", ...config });
  const ended = qemuBuilder.start(settings, run).catch(() => {});
  await until(() => run.said.includes("Waiting for SSH to become available..."), ended);
  const stop = async () => {
    controller.abort();
    await ended;
    await run.close();
  };
  return { run, stop };
}

/** From start to artifact. */
export async function buildMachine(host: TestHost, config: object = {}, options: RunOptions = {}) {
  const { run, machine } = await startBuild(host, config, options);
  try {
    return { run, machine, artifact: (await machine.save(run))! };
  } finally {
    await run.close();
  }
}

/** What stands in a disk of whatever format. */
export function contentOf(host: TestHost, file: string): Buffer {
  const raw = join(host.directory, "content.raw");
  execFileSync("qemu-img", ["convert", "-O", "raw", join(host.directory, file), raw]);
  return readFileSync(raw);
}

export const infoOf = (host: TestHost, file: string): Readonly<Record<string, unknown>> =>
  JSON.parse(execFileSync("qemu-img", ["info", "--output=json", join(host.directory, file)], { encoding: "utf8" }));

/** The processes of a run, as their command lines. */
export function commandLinesOf({ runId }: Pick<TestContext, "runId">): { pid: number; words: string[] }[] {
  const wordsOf = (pid: number) => processText(pid, "cmdline").split("\0").slice(0, -1);
  return processesWith(`${runVariable}=${runId}`, ["environ"]).map((pid) => ({ pid, words: wordsOf(pid) }));
}

export const namesIn = (host: TestHost, directory = ""): readonly string[] =>
  readdirSync(join(host.directory, directory)).sort();

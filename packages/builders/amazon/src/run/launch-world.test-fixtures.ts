import { setImmediate } from "node:timers/promises";
import { type Aws, awsAccessFields, openAws } from "@ingot/client-aws";
import { communicatorFields } from "@ingot/communicator-config";
import {
  type AwsCall,
  type AwsProxy,
  type AwsProxyOptions,
  awsProxy,
  type Moto,
  motoImages,
  type Sshd,
  type TestContext,
  type TestContextOptions,
  testContext,
  testHost,
} from "@ingot/testing";
import * as z from "zod";
import { launchDeviceFields } from "../block-devices/block-device-fields.js";
import { toSdkBlockDevices } from "../block-devices/sdk-block-devices.js";
import { launchMachine } from "./launch-machine.js";
import type { LaunchConfig, LaunchedMachine, LaunchOptions } from "./launched-machine.js";
import { runFields } from "./run-fields.js";

const schema = z.object({ ...awsAccessFields, ...runFields, ...launchDeviceFields, ...communicatorFields });

export type LaunchInput = Partial<z.input<typeof schema>>;

/** A small Ubuntu, as a template says it. */
export const launchConfig = (options: LaunchInput = {}) =>
  schema.parse({
    source_ami: motoImages.ubuntu,
    instance_type: "t3.micro",
    ssh_username: "ubuntu",
    ...options,
  }) satisfies LaunchConfig;

let accounts = 500_000_000_000;

/** An account of its own, and what a launch needs to work in it. Waits take no time. */
export interface LaunchWorld extends AsyncDisposable {
  readonly proxy: AwsProxy;
  readonly aws: Aws;
  readonly run: TestContext;
  /** Launches, by default without anybody who connects. */
  launch(input?: LaunchInput, options?: Partial<LaunchOptions>): Promise<LaunchedMachine>;
  /** Calls that changed something, in order. */
  changes(): readonly string[];
  /** The last call of an action. */
  call(action: string): AwsCall["params"];
  /** Cancels; from then on `run.signal` is that of the clean-up. */
  cancel(reason?: Error): void;
}

type WorldOptions = AwsProxyOptions &
  Partial<Pick<TestContextOptions, "debug">> & { readonly env?: Record<string, string> };

export async function launchWorld(moto: Moto, options: WorldOptions = {}): Promise<LaunchWorld> {
  accounts += 1;
  const proxy = await awsProxy(moto, { account: String(accounts), ...options });
  const host = testHost({ ...proxy.env, ...options.env });
  const cancelling = new AbortController();
  let signal = cancelling.signal;
  const patient = { ...host, sleep: soon };
  const context = testContext({ host: patient, debug: options.debug ?? false });
  const run = Object.defineProperty(context, "signal", { get: () => signal });
  const aws = await openAws(schema.parse({}), run);
  return {
    proxy,
    aws,
    run,
    launch: async (input = {}, more = {}) => {
      const config = launchConfig({ communicator: "none", ...input });
      const blockDevices = toSdkBlockDevices(config.launch_block_device_mappings);
      return launchMachine(config, aws, run, { blockDevices, ...more });
    },
    changes: () => proxy.calls.filter(({ mutating }) => mutating).map(({ action }) => action),
    call: (action) => {
      const found = proxy.calls.findLast((call) => call.action === action);
      if (!found) throw new Error(`${action} was not called`);
      return found.params;
    },
    cancel: (reason = new Error("Cancelled.")) => {
      cancelling.abort(reason);
      signal = new AbortController().signal;
    },
    async [Symbol.asyncDispose]() {
      await run.close();
      await proxy[Symbol.asyncDispose]();
      host[Symbol.dispose]();
    },
  };
}

/** A wait is over when others have had their turn. */
async function soon(_milliseconds: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await setImmediate();
  signal?.throwIfAborted();
}

/** The way to a real server that stands for the instance. */
export const throughSshd = ({ user, port }: Sshd): LaunchInput => ({
  communicator: "ssh",
  ssh_username: user,
  ssh_host: "127.0.0.1",
  ssh_port: port,
});

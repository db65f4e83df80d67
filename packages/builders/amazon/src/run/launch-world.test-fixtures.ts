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
  requiresMoto,
  type Sshd,
  startMoto,
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
  cancel(reason: Error): void;
  /** Cleans up, with a signal of its own. */
  end(): Promise<void>;
}

type WorldOptions = AwsProxyOptions &
  Partial<Pick<TestContextOptions, "debug">> & {
    readonly env?: Record<string, string>;
    /** Which waits take their time, in milliseconds. Default: none. */
    readonly waitsFrom?: number;
  };

export async function launchWorld(moto: Moto, options: WorldOptions = {}): Promise<LaunchWorld> {
  accounts += 1;
  const proxy = await awsProxy(moto, { account: String(accounts), ...options });
  const host = testHost({ ...proxy.env, ...options.env });
  const cancelling = new AbortController();
  let signal = cancelling.signal;
  const sleep: typeof host.sleep = (milliseconds, signal) =>
    milliseconds >= (options.waitsFrom ?? Number.POSITIVE_INFINITY)
      ? host.sleep(milliseconds, signal)
      : soon(milliseconds, signal);
  const patient = { ...host, sleep };
  const context = testContext({ host: patient, debug: options.debug ?? false });
  const run = Object.defineProperty(context, "signal", { get: () => signal });
  const aws = await openAws(schema.parse({}), run);
  const end = () => {
    signal = new AbortController().signal;
    return run.close();
  };
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
    cancel: (reason) => cancelling.abort(reason),
    end,
    async [Symbol.asyncDispose]() {
      await end();
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

/** A suite with a moto of its own; `open` makes a world in it. */
export const withMoto = (name: string, body: (open: (options?: WorldOptions) => Promise<LaunchWorld>) => void): void =>
  requiresMoto()(name, () => {
    jest.setTimeout(120_000);
    let moto: Moto;
    beforeAll(async () => {
      moto = await startMoto();
    });
    afterAll(() => moto[Symbol.asyncDispose]());
    body((options) => launchWorld(moto, options));
  });

/** What a rejected promise says. */
export const messageOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "it succeeded",
    (error: Error) => error.message,
  );

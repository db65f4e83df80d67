import { awsAccessFields } from "@ingot/client-aws";
import { communicatorFields } from "@ingot/communicator-config";
import { type AwsCall, type Moto, motoImages, requiresMoto, type Sshd, startMoto } from "@ingot/testing";
import * as z from "zod";
import { type Account, type AccountOptions, openAccount } from "../account.test-fixtures.js";
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

/** An account of its own, and what a launch needs to work in it. */
export interface LaunchWorld extends Pick<Account, "proxy" | "aws" | "run" | "cancel">, AsyncDisposable {
  /** Launches, by default without anybody who connects. */
  launch(input?: LaunchInput, options?: Partial<LaunchOptions>): Promise<LaunchedMachine>;
  /** Calls that changed something, in order. */
  changes(): readonly string[];
  /** The last call of an action. */
  call(action: string): AwsCall["params"];
  /** Cleans up, with a signal of its own. */
  end(): Promise<void>;
}

export async function launchWorld(moto: Moto, options: AccountOptions = {}): Promise<LaunchWorld> {
  const account = await openAccount(moto, options);
  const { proxy, aws, run } = account;
  const end = () => {
    account.renewSignal();
    return run.close();
  };
  return {
    ...account,
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
    end,
    async [Symbol.asyncDispose]() {
      account.renewSignal();
      await account[Symbol.asyncDispose]();
    },
  };
}

/** The way to a real server that stands for the instance. */
export const throughSshd = ({ user, port }: Sshd): LaunchInput => ({
  communicator: "ssh",
  ssh_username: user,
  ssh_host: "127.0.0.1",
  ssh_port: port,
});

/** A suite with a moto of its own; `open` makes a world in it. */
export const withMoto = (
  name: string,
  body: (open: (options?: AccountOptions) => Promise<LaunchWorld>) => void,
): void =>
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

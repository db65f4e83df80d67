import { setImmediate } from "node:timers/promises";
import { type Aws, awsAccessFields, openAws, tagSpecifications } from "@ingot/client-aws";
import {
  type AwsProxy,
  type AwsProxyOptions,
  type AwsThing,
  awsProxy,
  elementsAt,
  type Moto,
  motoImages,
  type TestContext,
  testContext,
  testHost,
} from "@ingot/testing";
import * as z from "zod";
import type { ImageConfig } from "./image-fields.js";
import { imageFields } from "./image-fields.js";
import type { ImageMaker } from "./make-images.js";

interface WorldOptions extends AwsProxyOptions {
  readonly force?: boolean;
  /** The endpoint is the config's rather than the environment's. */
  readonly custom?: boolean;
}

let accounts = 400_000_000_000;

const access = z.object(awsAccessFields);
const image = z.object(imageFields);

export const imageConfig = (options: Partial<z.input<typeof image>> = {}): ImageConfig =>
  image.parse({ ami_name: "web", ...options });

export const regions = ["us-east-1", "eu-west-1", "ap-south-1"] as const;

/** An instance that waits to become an AMI, in an account of its own. */
export interface ImageWorld extends AsyncDisposable {
  readonly proxy: AwsProxy;
  readonly aws: Aws;
  readonly run: TestContext;
  maker(options?: Partial<z.input<typeof image>>): ImageMaker;
  /** AMIs and snapshots, of all regions. */
  things(): Promise<readonly AwsThing[]>;
  /** Another build of the same run. */
  again(): Promise<{ readonly run: TestContext; maker(): ImageMaker } & AsyncDisposable>;
  /** Cancels; from then on `run.signal` is that of the clean-up. */
  cancel(): void;
}

export async function imageWorld(moto: Moto, options: WorldOptions = {}): Promise<ImageWorld> {
  accounts += 1;
  const proxy = await awsProxy(moto, { account: String(accounts), ...options });
  const { AWS_ENDPOINT_URL: endpoint = "", ...keys } = proxy.env;
  const host = testHost(options.custom ? keys : proxy.env);
  const cancelling = new AbortController();
  let signal = cancelling.signal;
  const patient = { ...host, ...quickClock() };
  const context = testContext({ host: patient, force: options.force ?? false });
  const run = Object.defineProperty(context, "signal", { get: () => signal });
  const aws = await openAws(access.parse(options.custom ? { custom_endpoint_ec2: endpoint } : {}), run);
  const launched = await proxy.ask("ec2", "us-east-1", "RunInstances", {
    ImageId: motoImages.ubuntu,
    MinCount: "1",
    MaxCount: "1",
  });
  const instance = String(elementsAt(launched, "instancesSet/item/instanceId")[0]);
  return {
    proxy,
    aws,
    run,
    maker: (config) => makerOf(aws, instance, imageConfig(config)),
    things: async () => (await proxy.inventory(regions)).filter(({ kind }) => ["image", "snapshot"].includes(kind)),
    again: async () => {
      const other = testContext({ host: patient, runId: run.runId });
      const close = () => other.close();
      return { run: other, maker: () => makerOf(aws, instance, imageConfig()), [Symbol.asyncDispose]: close };
    },
    cancel: () => {
      cancelling.abort(new Error("Cancelled."));
      signal = new AbortController().signal;
    },
    async [Symbol.asyncDispose]() {
      await run.close();
      await proxy[Symbol.asyncDispose]();
      host[Symbol.dispose]();
    },
  };
}

/** Whoever sleeps wakes when others have had their turn, and the time has passed all the same. */
function quickClock() {
  let time = Date.parse("2026-01-01T00:00:00Z");
  return {
    now: () => new Date(time),
    sleep: async (milliseconds: number) => {
      time += milliseconds;
      await setImmediate();
    },
  };
}

const makerOf = (aws: Aws, InstanceId: string, config: ImageConfig): ImageMaker => ({
  config,
  aws,
  data: { BuildRegion: "us-east-1", SourceAMI: motoImages.ubuntu, SourceAMIName: "jammy" },
  runTags: [{ Key: "Team", Value: "images" }],
  builderId: "mitchellh.amazonebs",
  async request({ name, tags }) {
    const ec2 = await aws.ec2();
    const TagSpecifications = tagSpecifications(["image"], tags);
    return (await ec2.createImage({ InstanceId, Name: name, TagSpecifications })).ImageId;
  },
});

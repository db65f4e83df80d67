import { type Aws, tagSpecifications } from "@ingot/client-aws";
import { type AwsThing, elementsAt, type Moto, motoImages, type TestContext } from "@ingot/testing";
import * as z from "zod";
import { type Account, type AccountOptions, openAccount } from "../account.test-fixtures.js";
import { type ImageConfig, imageFields } from "./image-fields.js";
import type { ImageMaker } from "./make-images.js";

const image = z.object(imageFields);

export const imageConfig = (options: Partial<z.input<typeof image>> = {}): ImageConfig =>
  image.parse({ ami_name: "web", ...options });

export const regions = ["us-east-1", "eu-west-1", "ap-south-1"] as const;

/** An instance that waits to become an AMI, in an account of its own. */
export interface ImageWorld extends Pick<Account, "proxy" | "aws" | "run">, AsyncDisposable {
  maker(options?: Partial<z.input<typeof image>>): ImageMaker;
  /** AMIs and snapshots, of all regions. */
  things(): Promise<readonly AwsThing[]>;
  /** Another build of the same run. */
  again(): { readonly run: TestContext; maker(): ImageMaker } & AsyncDisposable;
  /** Cancels; from then on `run.signal` is that of the clean-up. */
  cancel(): void;
}

export async function imageWorld(moto: Moto, options: AccountOptions = {}): Promise<ImageWorld> {
  const account = await openAccount(moto, options);
  const { proxy, aws } = account;
  const launched = await proxy.ask("ec2", "us-east-1", "RunInstances", {
    ImageId: motoImages.ubuntu,
    MinCount: "1",
    MaxCount: "1",
  });
  const instance = String(elementsAt(launched, "instancesSet/item/instanceId")[0]);
  return {
    ...account,
    maker: (config) => makerOf(aws, instance, imageConfig(config)),
    things: async () => (await proxy.inventory(regions)).filter(({ kind }) => ["image", "snapshot"].includes(kind)),
    again: () => {
      const run = account.sibling();
      return { run, maker: () => makerOf(aws, instance, imageConfig()), [Symbol.asyncDispose]: () => run.close() };
    },
    cancel: () => {
      account.cancel(new Error("Cancelled."));
      account.renewSignal();
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

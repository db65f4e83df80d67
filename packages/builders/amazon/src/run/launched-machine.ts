import type { Aws, AwsAccessConfig, BlockDeviceMapping, Image, Instance } from "@ingot/client-aws";
import type { CommunicatorConfig, TemporaryKey } from "@ingot/communicator-config";
import type { BuildContext, Communicator } from "@ingot/core/plugin";
import type { BuildData } from "../tags.js";
import type { RunConfig } from "./run-fields.js";

/** All that a template says of the instance, and of the way to it. */
export type LaunchConfig = RunConfig & AwsAccessConfig & CommunicatorConfig;

/** What a builder adds to the template's say. */
export interface LaunchOptions {
  /** The instance's volumes beside or in place of the image's. */
  readonly blockDevices: readonly BlockDeviceMapping[];
  /** What the image's root device must be. Default: ebs. */
  readonly rootDevice?: "ebs" | "instance-store";
  /** Which virtualization type an image that is found must have. */
  readonly virtualizationType?: string | undefined;
}

/** What the steps of a launch know. */
export interface Launch {
  readonly config: LaunchConfig;
  readonly aws: Aws;
  readonly options: LaunchOptions;
  readonly image: Image;
  readonly data: BuildData;
}

/** A running instance that can be talked to. It is terminated at the latest when the build ends. */
export interface LaunchedMachine {
  readonly instanceId: string;
  /** What Amazon says of it now. */
  instance(): Promise<Instance>;
  readonly sourceImage: Image;
  readonly communicator: Communicator;
  /** The values of `build.*`. */
  readonly exports: Readonly<Record<string, string>>;
  /** The temporary key. */
  readonly key?: TemporaryKey;
  /** For templates in tags and descriptions. */
  readonly sourceData: BuildData;
  /** After the provisioners: takes its keys out, stops it as the template wants, and sets what an image takes from it. */
  stop(run: BuildContext): Promise<void>;
  /** Terminates it. Its volumes are still the run's. */
  end(): Promise<void>;
  /** The work is done: the volumes that the template wants kept are the user's, and at the same moment `also` are; the instance ends, and the other volumes go. */
  release(also?: readonly string[]): Promise<void>;
}

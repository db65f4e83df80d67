import {
  type AnyBuilder,
  type AnyDataSource,
  type AnyPostProcessor,
  type AnyProvisioner,
  type Artifact,
  type Builder,
  blocks,
  type Communicator,
  type ComponentLoader,
  defineBuilder,
  definePostProcessor,
  defineProvisioner,
  type Machine,
  type PostProcessor,
  type Provisioner,
  type ValueStore,
} from "@ingot/core/plugin";
import * as z from "zod";

const fakeDisk = z.object({ size: z.number(), label: z.string().optional() });

const fakeBuilderConfig = z.object({
  image: z.string().optional(),
  count: z.number().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  disk: blocks(fakeDisk),
});
export type FakeBuilderConfig = z.infer<typeof fakeBuilderConfig>;

const fakeProvisionerConfig = z.object({
  message: z.string(),
  repeat: z.number().default(1),
  lines: z.array(z.string()).default([]),
});
export type FakeProvisionerConfig = z.infer<typeof fakeProvisionerConfig>;

const fakePostProcessorConfig = z.object({
  target: z.string(),
  labels: z.array(z.string()).default([]),
});
export type FakePostProcessorConfig = z.infer<typeof fakePostProcessorConfig>;

/** Type "fake" unless told otherwise; every part may be replaced. Its machine records commands in `communicator.commands`. */
export const fakeBuilder = (parts: Partial<Builder<FakeBuilderConfig>> = {}): Builder<FakeBuilderConfig> =>
  defineBuilder({
    type: "fake",
    description: "Starts nothing and keeps nothing.",
    config: fakeBuilderConfig,
    exports: ["FakeID"],
    start: async (_config, run) => fakeMachine({ artifact: fakeArtifact(run.build.name) }),
    ...parts,
  });

/** Runs `message` on the machine, `repeat` times. */
export const fakeProvisioner = (
  parts: Partial<Provisioner<FakeProvisionerConfig>> = {},
): Provisioner<FakeProvisionerConfig> =>
  defineProvisioner({
    type: "fake",
    description: "Runs its message as a command.",
    config: fakeProvisionerConfig,
    provision: async (config, target, run) => {
      for (let time = 0; time < config.repeat; time++)
        await target.communicator.exec(config.message, { signal: run.signal });
    },
    ...parts,
  });

/** Gives an artifact with the id `target`. */
export const fakePostProcessor = (
  parts: Partial<PostProcessor<FakePostProcessorConfig>> = {},
): PostProcessor<FakePostProcessorConfig> =>
  definePostProcessor({
    type: "fake",
    description: "Names a new artifact.",
    config: fakePostProcessorConfig,
    process: async (config) => ({ artifact: fakeArtifact(config.target), keepInput: false }),
    ...parts,
  });

export interface FakeCommunicator extends Communicator {
  readonly commands: string[];
  /** "upload from to", "download from to" and the like. */
  readonly transfers: string[];
}

/** Answers every command with exit status 0. */
export function fakeCommunicator(parts: Partial<Communicator> = {}): FakeCommunicator {
  const commands: string[] = [];
  const transfers: string[] = [];
  const transfer = (verb: string) => async (from: unknown, to: string) => {
    transfers.push(`${verb} ${typeof from === "string" ? from : "stream"} ${to}`);
  };
  return {
    type: "fake",
    exec: async (command) => {
      commands.push(command);
      return { exitCode: 0 };
    },
    upload: transfer("upload"),
    uploadDirectory: transfer("upload-directory"),
    download: transfer("download"),
    downloadDirectory: transfer("download-directory"),
    close: async () => {},
    ...parts,
    commands,
    transfers,
  };
}

export interface FakeMachineOptions {
  readonly communicator?: Communicator;
  readonly exports?: Readonly<Record<string, string>>;
  readonly artifact?: Artifact | undefined;
}

export function fakeMachine({ communicator, exports, artifact }: FakeMachineOptions = {}): Machine {
  return {
    communicator: communicator ?? fakeCommunicator(),
    exports: exports ?? { ID: "fake-machine", FakeID: "fake-1" },
    save: async () => artifact,
  };
}

export interface FakeArtifact extends Artifact {
  readonly destroyed: () => boolean;
}

export function fakeArtifact(id: string, parts: Partial<Artifact> = {}): FakeArtifact {
  let gone = false;
  return {
    builderId: "ingot.fake",
    id,
    files: [],
    description: `Fake artifact ${id}`,
    values: {},
    ...parts,
    destroy: async () => {
      gone = true;
      await parts.destroy?.();
    },
    destroyed: () => gone,
  };
}

/** The loader of a component that is already there: `createEngine({ host, components: [loaderOf(fakeBuilder())] })`. */
export function loaderOf(
  component: AnyBuilder | AnyProvisioner | AnyPostProcessor | AnyDataSource | ValueStore,
  onLoad: () => void = () => {},
): ComponentLoader {
  const { kind, type } = component;
  const load = async () => {
    onLoad();
    return component;
  };
  return { kind, type, load } as ComponentLoader;
}

import { type ContainerState, connectDocker, type DockerEngine, dockerCommunicator } from "@ingot/client-docker";
import { noneCommunicator } from "@ingot/communicator-none";
import {
  type Artifact,
  type BuildContext,
  type Communicator,
  defineBuilder,
  IngotError,
  type Machine,
} from "@ingot/core/plugin";
import { type BaseImage, prepareBaseImage } from "./base-image.js";
import { checkDocker } from "./check.js";
import { type DockerBuilderConfig, dockerArtifact, dockerConfig } from "./config.js";
import { type OwnedContainer, startOwnedContainer } from "./container.js";
import { containerSpec } from "./container-spec.js";
import { containerName, ownershipLabels } from "./ownership.js";
import { type ParsedRun, parseRunCommand } from "./run-command.js";
import { runCommandText } from "./run-command-text.js";
import { commitImage, exportFiles, type FinishedContainer } from "./save.js";

/** Builds a container image with a Docker engine. */
export const dockerBuilder = defineBuilder<DockerBuilderConfig>({
  type: "docker",
  description: "Starts a container with a Docker engine, and keeps it as an image or as an archive of its files.",
  config: dockerConfig,
  exports: ["ImageSha256", "SourceImageDigest", "SourceImageSha256"],
  artifact: dockerArtifact,
  check: checkDocker,
  start: startDocker,
});

async function startDocker(config: DockerBuilderConfig, run: BuildContext): Promise<Machine> {
  const engine = await connectDocker(run.host, run.signal);
  refuseWindows(engine);
  run.say("Creating a temporary directory for sharing data...");
  const shared = await run.tempDirectory();
  const base = await prepareBaseImage(engine, config, run);
  const container = await startContainerFor(engine, config, base, shared, run);
  return machineOf(engine, config, base, container, run);
}

function refuseWindows({ osType, address }: DockerEngine): void {
  if (osType !== "windows") return;
  throw new IngotError({
    code: "DOCKER_WINDOWS",
    source: "user",
    message: `The Docker engine at ${address.url} runs Windows containers, and Ingot's docker builder makes Linux containers only. Switch the engine to Linux containers.`,
  });
}

async function startContainerFor(
  engine: DockerEngine,
  config: DockerBuilderConfig,
  base: BaseImage,
  shared: string,
  run: BuildContext,
): Promise<OwnedContainer> {
  run.say("Starting docker container...");
  const rendered = config.run_command.map((argument) => run.render(argument, { Image: base.name }));
  const command = readRunCommand(rendered, run);
  const labels = ownershipLabels(run.runId, run.build.name, config.commit);
  const spec = containerSpec(config, command, shared, labels, run.host);
  const name = command.name ?? containerName(run.runId, run.host.randomBytes(4));
  run.say(`Run command: ${runCommandText(config, rendered, shared)}`);
  return startOwnedContainer(engine, spec, { name, platform: command.platform ?? config.platform }, run);
}

/** The check has read it before; only a template in it can have changed its meaning. */
function readRunCommand(rendered: readonly string[], run: BuildContext): ParsedRun {
  const { run: command, problems } = parseRunCommand(rendered, run.host.env);
  if (command) return command;
  throw new IngotError({
    code: "RUN_COMMAND",
    source: "user",
    message: `run_command cannot be used: ${problems.map((problem) => problem.message).join(" ")}`,
  });
}

function machineOf(
  engine: DockerEngine,
  config: DockerBuilderConfig,
  base: BaseImage,
  { state: container, release }: OwnedContainer,
  run: BuildContext,
): Machine {
  const user = config.exec_user ?? container.Config.User;
  const exports = { ...exportsOf(container, base), User: user, ConnType: config.communicator };
  if (config.communicator === "docker") run.say(`Using docker communicator to connect: ${exports.Host}`);
  const finished: FinishedContainer = { engine, id: container.Id, base, config };
  return {
    communicator: communicatorOf(engine, config, container.Id, user, run),
    exports,
    save: async (saving) => {
      const artifact = await keepFinished(finished, saving);
      if (config.commit) exports.ImageSha256 = artifact!.id;
      await release(); // post-processors need no container, and it may hold much memory
      return artifact;
    },
  };
}

const exportsOf = (container: ContainerState, base: BaseImage) => ({
  ID: container.Id,
  Host: addressOf(container),
  Port: "0",
  Password: "",
  ImageSha256: "ERR_IMAGE_SHA256_NOT_FOUND",
  SourceImageDigest: base.state.RepoDigests?.[0] ?? "ERR_SOURCE_IMAGE_DIGEST_NOT_FOUND",
  SourceImageSha256: base.state.Id,
});

async function keepFinished(finished: FinishedContainer, run: BuildContext): Promise<Artifact | undefined> {
  if (finished.config.discard) return undefined;
  return finished.config.export_path ? exportFiles(finished, run) : commitImage(finished, run);
}

/** The container's address in its network; empty without one. */
function addressOf({ NetworkSettings: { IPAddress, Networks } }: ContainerState): string {
  return IPAddress || Object.values(Networks ?? {}).find((network) => network.IPAddress)?.IPAddress || "";
}

function communicatorOf(
  engine: DockerEngine,
  config: DockerBuilderConfig,
  container: string,
  user: string,
  run: BuildContext,
): Communicator {
  if (config.communicator === "none") return noneCommunicator();
  const isRoot = /^(root|0)?(:|$)/.test(user);
  return dockerCommunicator({
    engine,
    container,
    tty: config.pty,
    host: run.host,
    spoolDirectory: () => run.tempDirectory(),
    ...(config.exec_user && { execUser: config.exec_user }),
    ...(config.fix_upload_owner && !isRoot && { uploadOwner: user }),
  });
}

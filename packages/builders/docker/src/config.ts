import { ignoredPath, loginFields } from "@ingot/client-docker";
import { communicatorFields } from "@ingot/communicator-config";
import { block, lateTemplate, optionalText, textOr } from "@ingot/core/plugin";
import * as z from "zod";

const list = () => z.array(z.string()).default([]);
const flag = () => z.boolean().default(false);
const table = () => z.record(z.string(), z.string()).default({});

/** `run_command` as Packer has it: a shell that waits on a terminal, so that the container stays. */
export const defaultRunCommand = ["-d", "-i", "-t", "--entrypoint=/bin/sh", "--", "{{.Image}}"] as const;

/** To Packer an empty list says nothing. */
const orDefault = (words: string[]) => (words.length > 0 ? words : [...defaultRunCommand]);

const buildBlock = z.object({
  path: z.string().describe("The Dockerfile."),
  build_dir: textOr(".").describe("The directory that the Dockerfile's COPY and ADD see."),
  arguments: table().describe("Values for the Dockerfile's ARG instructions."),
  pull: z.boolean().default(true).describe("Look for newer versions of the images that the Dockerfile starts from."),
  compress: flag().describe("Compress what is sent to the engine."),
});

const imageFields = {
  image: optionalText().describe("The image to start from. Either this or a build block."),
  build: block(buildBlock).optional().describe("Build the image to start from by a Dockerfile."),
  pull: z.boolean().default(true).describe("Pull the image first, even when the engine has it."),
  platform: optionalText().describe('The platform of the image and the container, such as "linux/arm64".'),
};

const outcomeFields = {
  commit: flag().describe("Keep the container as an image. Exactly one of commit, discard and export_path."),
  discard: flag().describe("Keep nothing. Exactly one of commit, discard and export_path."),
  export_path: optionalText().describe(
    "Keep the container's files as this tar archive. Exactly one of commit, discard and export_path.",
  ),
  author: optionalText().describe("The author that a committed image names."),
  message: optionalText().describe("The comment of a committed image's new layer."),
  changes: list().describe("Dockerfile instructions for a committed image's config, such as ENTRYPOINT, CMD and ENV."),
};

const containerFields = {
  run_command: lateTemplate(
    z
      .array(z.string())
      .default([...defaultRunCommand])
      .transform(orDefault),
  ).describe("How to run the container: the arguments of docker run, with {{.Image}} for the image."),
  container_dir: textOr("/packer-files").describe(
    "Where the container sees a directory of this machine, for sharing data.",
  ),
  volumes: table().describe('More directories to mount: { "/on/the/host" = "/in/the/container" }.'),
  tmpfs: list().describe("Paths of the container to keep in memory; options follow a colon."),
  device: list().describe("Devices of the host to pass to the container: path[:path-in-container[:permissions]]."),
  cap_add: list().describe("Linux capabilities to give to the container."),
  cap_drop: list().describe("Linux capabilities to take from the container."),
  privileged: flag().describe("Give the container all of the host's devices and capabilities."),
  runtime: optionalText().describe("The runtime that the engine is to use."),
  exec_user: optionalText().describe("The user that provisioners run as; by default the container's own."),
  pty: flag().describe("Give provisioners' commands a terminal."),
  fix_upload_owner: z
    .boolean()
    .default(true)
    .describe("Give uploaded files to the user that provisioners run as, rather than to root."),
  windows_container: flag().describe("A Windows container; not supported."),
  docker_path: ignoredPath.field,
};

export const dockerConfig = z.object({
  ...imageFields,
  ...outcomeFields,
  ...containerFields,
  ...loginFields("pull"),
  ...communicatorFields,
  communicator: textOr("docker").describe("How to talk to the container: docker or none."),
});

/** Of a committed image; an exported archive has its file alone. */
export const dockerArtifact = z.object({
  ImageSha256: z.string().describe("The image's id, as `id` is."),
  DockerHost: z.string().describe("The address of the engine that holds the image."),
});

export type DockerBuilderConfig = z.infer<typeof dockerConfig>;

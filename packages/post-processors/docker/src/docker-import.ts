import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import {
  connectDocker,
  type DockerEngine,
  ignoredPath,
  importImage,
  inspectImage,
  loadImage,
  removeImage,
  tagImage,
} from "@ingot/client-docker";
import {
  type Artifact,
  type BuildContext,
  type ConfigIssue,
  definePostProcessor,
  IngotError,
  optionalText,
} from "@ingot/core/plugin";
import * as z from "zod";
import { importedImage, unknownType } from "./image-artifact.js";

export const dockerImportConfig = z.object({
  repository: z
    .string()
    .default("")
    .describe(
      'The name of the image, without a tag: "team/app". By default it has none, and its id is the artifact\'s.',
    ),
  tag: z.string().default("").describe('The tag of the image; by default "latest".'),
  changes: z
    .array(z.string())
    .default([])
    .describe("Dockerfile instructions for the image's config, such as ENTRYPOINT, CMD and ENV."),
  platform: optionalText().describe('The platform that the files are for, such as "linux/arm64".'),
  docker_path: ignoredPath.field,
});

const dockerImportArtifact = z.object({
  ImageSha256: z.string().describe("The image's id."),
  DockerHost: z.string().describe("The address of the engine that holds the image."),
});

export type DockerImportConfig = z.infer<typeof dockerImportConfig>;

/** Makes an image of a Docker engine from the artifact's archive. */
export const dockerImportPostProcessor = definePostProcessor<DockerImportConfig>({
  type: "docker-import",
  description: "Makes an image of a Docker engine from a tar archive of its files, or from the oci builder's archive.",
  config: dockerImportConfig,
  artifact: dockerImportArtifact,
  check: (config) => [...checkName(config), ...ignoredPath.check(config)],
  process: async (config, artifact, run) => ({ artifact: await takeIn(config, artifact, run), keepInput: false }),
});

function checkName({ repository, tag }: DockerImportConfig): ConfigIssue[] {
  if (tag === "" || repository !== "") return [];
  const detail = "tag is a part of a name. Set repository too, or remove tag.";
  return [{ path: ["tag"], summary: "No repository", detail }];
}

/** Takes an archive into the engine and resolves with the image's id. */
type TakeIn = (
  engine: DockerEngine,
  archive: Readable,
  config: DockerImportConfig,
  run: BuildContext,
) => Promise<string>;

const importFiles: TakeIn = (engine, archive, { repository, tag, changes, platform }, { signal }) =>
  importImage(engine, archive, {
    changes,
    signal,
    ...(repository && { repository, tag: tag || "latest" }),
    ...(platform && { platform }),
  });

/** The archive holds an image already, with layers and a config of its own. */
const loadWhole: TakeIn = async (engine, archive, { repository, tag }, { signal }) => {
  const id = await loadImage(engine, archive, signal);
  if (repository) await tagImage(engine, id, { repository, tag: tag || "latest" }, signal);
  return id;
};

/** By who made the archive. */
const waysIn: Readonly<Record<string, TakeIn>> = {
  "packer.docker": importFiles,
  "packer.post-processor.artifice": importFiles,
  "ingot.oci": loadWhole,
};

async function takeIn(config: DockerImportConfig, artifact: Artifact, run: BuildContext): Promise<Artifact> {
  const way = wayIn(config, artifact);
  const engine = await connectDocker(run.host, run.signal);
  const name = nameOf(config);
  run.say(`Importing image: ${artifact.id}`);
  run.say(`Repository: ${name}`);
  const archive = await openArchive(archiveOf(artifact, run), run);
  const image = await way(engine, archive, config, run);
  if (config.platform) await checkPlatform(engine, image, config.platform, run);
  run.say(`Imported ID: ${image}`);
  return imported(engine, image, name || image);
}

/** Some engines take the argument and do not heed it. */
async function checkPlatform(engine: DockerEngine, image: string, wanted: string, run: BuildContext): Promise<void> {
  const { Os, Architecture } = await inspectImage(engine, image, run.signal);
  const made = `${Os}/${Architecture}`;
  if (wanted === made || wanted.startsWith(`${made}/`)) return;
  run.warn(`The engine has made the image for ${made}, not for ${wanted}: this version of it does not heed platform.`);
}

function wayIn({ changes, platform }: DockerImportConfig, { builderId, values }: Artifact): TakeIn {
  const way = waysIn[builderId];
  if (!way) throw unknownType(builderId, expected);
  if (way === importFiles) return way;
  if (values.Format !== "archive")
    throw unusable("A layout is a directory, and an engine takes an archive. Remove format from the oci source.");
  if (changes.length > 0 || platform)
    throw unusable("The archive of the oci builder is a whole image. Set changes and platform in its source.");
  return way;
}

const expected =
  "docker-import takes the archive that the docker builder exports (export_path), that the oci builder writes, or that artifice names. What the docker builder commits is in the engine already: use docker-tag.";

const unusable = (message: string) => new IngotError({ code: "ARTIFACT_TYPE", source: "user", message });

const nameOf = ({ repository, tag }: DockerImportConfig): string => (tag ? `${repository}:${tag}` : repository);

/** As with Packer the first; whoever names more is told. */
function archiveOf({ files }: Artifact, run: BuildContext): string {
  const [first, ...others] = files;
  if (first === undefined) throw unusable("The artifact has no file to import.");
  if (others.length > 0) run.warn(`docker-import takes one archive, ${first}; it leaves out ${others.join(", ")}.`);
  return first;
}

/** Opened before the engine is asked, so that what cannot be read is said in the file's name. */
async function openArchive(file: string, { host }: BuildContext): Promise<Readable> {
  const path = host.resolve(file);
  const handle = await open(path);
  return createReadStream(path, { fd: handle, highWaterMark: 512 * 1024 });
}

const imported = (engine: DockerEngine, image: string, id: string): Artifact => ({
  builderId: importedImage,
  id,
  files: [],
  description: `Imported Docker image: ${id}`,
  values: { ImageSha256: image, DockerHost: engine.address.url },
  destroy: async () => void (await removeImage(engine, id)),
});

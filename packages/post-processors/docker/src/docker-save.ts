import { connectDocker, ignoredPath, saveImage } from "@ingot/client-docker";
import {
  type Artifact,
  artifactOfFiles,
  type BuildContext,
  type ConfigIssue,
  definePostProcessor,
  writeWholeFile,
} from "@ingot/core/plugin";
import * as z from "zod";
import { requireImage, requirePresent } from "./image-artifact.js";

export const dockerSaveConfig = z.object({
  path: z.string().default("").describe("The tar archive to write, for docker load. One that is there is replaced."),
  docker_path: ignoredPath.field,
});

export type DockerSaveConfig = z.infer<typeof dockerSaveConfig>;

/** Writes an image of a Docker engine to a file. */
export const dockerSavePostProcessor = definePostProcessor<DockerSaveConfig>({
  type: "docker-save",
  description: "Writes an image of a Docker engine to a tar archive, which docker load reads.",
  config: dockerSaveConfig,
  check: (config) => [...checkPath(config), ...ignoredPath.check(config)],
  process: async (config, artifact, run) => ({ artifact: await save(config, artifact, run), keepInput: true }),
});

function checkPath({ path }: DockerSaveConfig): ConfigIssue[] {
  if (path !== "") return [];
  return [{ path: [], summary: "No path", detail: "docker-save needs to know which file to write. Set path." }];
}

async function save({ path }: DockerSaveConfig, artifact: Artifact, run: BuildContext): Promise<Artifact> {
  requireImage(artifact, "docker-save");
  const engine = await connectDocker(run.host, run.signal);
  await requirePresent(engine, artifact.id, run);
  run.say(`Saving image: ${artifact.id}`);
  await writeWholeFile(run.host.resolve(path), run, (partial) => saveImage(engine, artifact.id, partial, run.signal));
  run.say(`Saved to: ${path}`);
  const { builderId, id, description, values } = artifact;
  const saved = { builderId, id, files: [path], description: `${description}, saved to ${path}`, values };
  return artifactOfFiles(run.host.resolve, saved);
}

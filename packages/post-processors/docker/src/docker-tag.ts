import { connectDocker, type DockerEngine, ignoredPath, removeImage, tagImage } from "@ingot/client-docker";
import { type Artifact, type BuildContext, type ConfigIssue, definePostProcessor } from "@ingot/core/plugin";
import * as z from "zod";
import { requireImage, taggedImage } from "./image-artifact.js";

export const dockerTagConfig = z.object({
  repository: z.string().default("").describe('The name to give, without a tag: "registry.example/team/app".'),
  tags: z.array(z.string()).default([]).describe('The tags to give; by default "latest".'),
  tag: z.array(z.string()).default([]).describe("The old name of tags."),
  force: z.boolean().default(false).describe("Has no effect: an engine always moves a tag that another image has."),
  docker_path: ignoredPath.field,
});

const dockerTagArtifact = z.object({ docker_tags: z.array(z.string()).describe("The names that were given.") });

export type DockerTagConfig = z.infer<typeof dockerTagConfig>;

/** Gives names to an image of a Docker engine. */
export const dockerTagPostProcessor = definePostProcessor<DockerTagConfig>({
  type: "docker-tag",
  description: "Gives names to an image of a Docker engine.",
  config: dockerTagConfig,
  artifact: dockerTagArtifact,
  check: (config) => [...checkTags(config), ...ignoredPath.check(config)],
  process: async (config, artifact, run) => ({ artifact: await tag(config, artifact, run), keepInput: "always" }),
});

function checkTags({ repository, tag }: DockerTagConfig): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  if (repository === "") {
    const detail = "docker-tag needs to know which name to give. Set repository.";
    issues.push({ path: [], summary: "No repository", detail });
  }
  if (tag.length > 0) {
    const detail = "tag is the old name of tags. Rename it.";
    issues.push({ path: ["tag"], severity: "warning", summary: "Deprecated argument", detail });
  }
  return issues;
}

async function tag(
  { repository, ...config }: DockerTagConfig,
  artifact: Artifact,
  run: BuildContext,
): Promise<Artifact> {
  requireImage(artifact, "docker-tag");
  const engine = await connectDocker(run.host, run.signal);
  const tags = [...config.tags, ...config.tag];
  const names = tags.map((tag) => `${repository}:${tag}`);
  const give = async (name: string, tag: string) => {
    run.say(`Tagging image: ${artifact.id}`);
    run.say(`Repository: ${name}`);
    await tagImage(engine, artifact.id, { repository, tag }, run.signal);
  };
  for (const [index, tag] of tags.entries()) await give(names[index]!, tag);
  if (tags.length === 0) await give(repository, "latest");
  return taggedArtifact(engine, artifact, repository, names);
}

/** The last name is the id, as in Packer's manifests; without tags it is the bare repository, which means "latest". */
function taggedArtifact(engine: DockerEngine, input: Artifact, repository: string, names: readonly string[]): Artifact {
  const id = names.at(-1) ?? repository;
  const tags = names.length === 0 ? "" : ` with tags ${names.join(" ")}`;
  return {
    builderId: taggedImage,
    id,
    files: [],
    description: `Imported Docker image: ${id}${tags}`,
    values: { ...input.values, docker_tags: [...names] },
    destroy: async () => {
      for (const name of new Set([...names, id])) await removeImage(engine, name);
    },
  };
}

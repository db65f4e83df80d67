import { connectDocker, type DockerEngine, removeImage, tagImage } from "@ingot/client-docker";
import {
  type Artifact,
  type BuildContext,
  type ConfigIssue,
  definePostProcessor,
  IngotError,
} from "@ingot/core/plugin";
import * as z from "zod";

const builderId = "packer.post-processor.docker-tag";

/** Who makes images that an engine holds under `artifact.id`. */
const taggable: readonly string[] = [
  builderId,
  "packer.post-processor.docker-import",
  "packer.post-processor.docker-push",
  "packer.post-processor.docker-load",
];

export const dockerTagConfig = z.object({
  repository: z.string().default("").describe('The name to give, without a tag: "registry.example/team/app".'),
  tags: z.array(z.string()).default([]).describe('The tags to give; by default "latest".'),
  tag: z.array(z.string()).default([]).describe("The old name of tags."),
  force: z.boolean().default(false).describe("Has no effect: an engine always moves a tag that another image has."),
});

const dockerTagArtifact = z.object({ docker_tags: z.array(z.string()).describe("The names that were given.") });

export type DockerTagConfig = z.infer<typeof dockerTagConfig>;

/** Gives names to an image of a Docker engine. */
export const dockerTagPostProcessor = definePostProcessor<DockerTagConfig>({
  type: "docker-tag",
  description: "Gives names to an image of a Docker engine.",
  config: dockerTagConfig,
  artifact: dockerTagArtifact,
  check: checkTags,
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

async function tag(config: DockerTagConfig, artifact: Artifact, run: BuildContext): Promise<Artifact> {
  if (!taggable.includes(artifact.builderId)) throw unknownType(artifact);
  const engine = await connectDocker(run.host, run.signal);
  const names: string[] = [];
  for (const name of tagsOf(config)) {
    const full = `${config.repository}:${name}`;
    run.say(`Tagging image: ${artifact.id}`);
    run.say(`Repository: ${full}`);
    await tagImage(engine, artifact.id, { repository: config.repository, tag: name }, run.signal);
    names.push(full);
  }
  return taggedArtifact(engine, artifact, names);
}

function tagsOf({ tags, tag }: DockerTagConfig): readonly string[] {
  const all = [...tags, ...tag];
  return all.length === 0 ? ["latest"] : all;
}

/** The last name is the id, as in Packer's manifests. */
function taggedArtifact(engine: DockerEngine, input: Artifact, names: readonly string[]): Artifact {
  const id = names.at(-1)!;
  return {
    builderId,
    id,
    files: [],
    description: `Imported Docker image: ${id} with tags ${names.join(" ")}`,
    values: { ...input.values, docker_tags: [...names] },
    destroy: async () => {
      for (const name of names) await removeImage(engine, name);
    },
  };
}

function unknownType({ builderId: found }: Artifact): IngotError {
  return new IngotError({
    code: "ARTIFACT_TYPE",
    source: "user",
    message: `Unknown artifact type: ${found}. docker-tag can only name images of a Docker engine: those that the docker builder commits, or docker-import, docker-load, docker-push and docker-tag give.`,
    data: { builderId: found },
  });
}

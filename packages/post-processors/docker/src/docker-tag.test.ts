import { connectDocker, inspectImage } from "@ingot/client-docker";
import { requiresDocker, testContext } from "@ingot/testing";
import { dockerTagConfig, dockerTagPostProcessor } from "./docker-tag.js";
import { artifactOf, dockerHost, newImage } from "./images.test-fixtures.js";

const describeWithDocker = requiresDocker();

const host = dockerHost();
const check = (fields: object) =>
  dockerTagPostProcessor.check!(dockerTagConfig.parse(fields), { ...host, kindOf: () => undefined });

test("a repository is needed, and tag is an old name", () => {
  expect(check({ tag: ["1"] })).toEqual([
    { path: [], summary: "No repository", detail: "docker-tag needs to know which name to give. Set repository." },
    {
      path: ["tag"],
      severity: "warning",
      summary: "Deprecated argument",
      detail: "tag is the old name of tags. Rename it.",
    },
  ]);
  expect(check({ repository: "a", tags: ["1"] })).toEqual([]);
});

test("an artifact that is no image is refused", async () => {
  const config = dockerTagConfig.parse({ repository: "a" });
  const run = testContext({ host });
  await expect(
    dockerTagPostProcessor.process(config, artifactOf("Container", { builderId: "packer.docker" }), run),
  ).rejects.toMatchObject({
    code: "ARTIFACT_TYPE",
    message:
      "Unknown artifact type: packer.docker. docker-tag takes an image of a Docker engine: " +
      "what the docker builder commits, or docker-import, docker-tag, docker-push and docker-save give.",
  });
});

describeWithDocker("docker-tag", () => {
  test("gives every name, keeps its input, and takes the names away again", async () => {
    const engine = await connectDocker(host);
    const run = testContext({ host });
    const repository = `ingot-test/tag-${run.runId}`;
    const config = dockerTagConfig.parse({ repository, tags: ["one", "two"], tag: ["three"] });
    const id = await newImage(host);
    const { artifact, keepInput } = await dockerTagPostProcessor.process(config, artifactOf(id), run);
    const names = ["one", "two", "three"].map((tag) => `${repository}:${tag}`);
    expect(keepInput).toBe("always");
    expect(artifact).toMatchObject({
      builderId: "packer.post-processor.docker-tag",
      id: `${repository}:three`,
      files: [],
      description: `Imported Docker image: ${repository}:three with tags ${names.join(" ")}`,
      values: { ImageSha256: id, docker_tags: names },
    });
    expect((await inspectImage(engine, id)).RepoTags?.toSorted()).toEqual(names.toSorted());
    expect(run.said).toEqual(names.flatMap((name) => [`Tagging image: ${id}`, `Repository: ${name}`]));
    await artifact!.destroy();
    await expect(inspectImage(engine, names[0]!)).rejects.toMatchObject({ data: { status: 404 } });
  });

  test("tags its own artifacts again, with latest when no tag is given", async () => {
    const engine = await connectDocker(host);
    const run = testContext({ host });
    const first = dockerTagConfig.parse({ repository: `ingot-test/a-${run.runId}` });
    const second = dockerTagConfig.parse({ repository: `ingot-test/b-${run.runId}` });
    const one = await dockerTagPostProcessor.process(first, artifactOf(await newImage(host)), run);
    const two = await dockerTagPostProcessor.process(second, one.artifact!, run);
    expect(two.artifact).toMatchObject({
      id: `ingot-test/b-${run.runId}`,
      description: `Imported Docker image: ingot-test/b-${run.runId}`,
      values: { docker_tags: [] },
    });
    expect((await inspectImage(engine, two.artifact!.id)).RepoTags).toHaveLength(2);
    await one.artifact!.destroy();
    await two.artifact!.destroy();
  });

  test("gives the engine's reason for a name that cannot be", async () => {
    const config = dockerTagConfig.parse({ repository: "NOT/Allowed" });
    const failure = dockerTagPostProcessor.process(config, artifactOf("ingot-test/base"), testContext({ host }));
    await expect(failure).rejects.toThrow(/repository name must be lowercase/);
  });
});

afterAll(() => host[Symbol.dispose]());

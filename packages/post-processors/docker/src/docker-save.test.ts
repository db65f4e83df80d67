import { createReadStream, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectDocker, inspectImage, loadImage, removeImage, tagImage } from "@ingot/client-docker";
import { requiresDocker, testContext } from "@ingot/testing";
import { dockerSaveConfig, dockerSavePostProcessor } from "./docker-save.js";
import { artifactOf, dockerHost, newImage, removeImages } from "./images.test-fixtures.js";

const save = (path: string, artifact: ReturnType<typeof artifactOf>, run: ReturnType<typeof testContext>) =>
  dockerSavePostProcessor.process(dockerSaveConfig.parse({ path }), artifact, run);

test("a path is needed", () => {
  using host = dockerHost();
  const check = { ...host, kindOf: () => undefined };
  expect(dockerSavePostProcessor.check!(dockerSaveConfig.parse({ docker_path: "/bin/docker" }), check)).toEqual([
    { path: [], summary: "No path", detail: "docker-save needs to know which file to write. Set path." },
    {
      path: ["docker_path"],
      severity: "warning",
      summary: "Ignored argument",
      detail: "Ingot talks to the Docker engine itself and runs no docker program. docker_path has no effect.",
    },
  ]);
});

test("what is no image is refused", async () => {
  using host = dockerHost();
  const exported = artifactOf("Container", { builderId: "packer.docker" });
  await expect(save("a.tar", exported, testContext({ host }))).rejects.toThrow(
    "Unknown artifact type: packer.docker. docker-save takes an image of a Docker engine: " +
      "what the docker builder commits, or docker-import, docker-tag, docker-push and docker-save give.",
  );
});

requiresDocker()("docker-save", () => {
  test("writes what an engine loads again, and nothing else", async () => {
    using host = dockerHost();
    const engine = await connectDocker(host);
    const run = testContext({ host });
    const name = `ingot-test/save-${run.runId}:1`;
    const id = await newImage(host);
    await tagImage(engine, id, { repository: name.slice(0, -2), tag: "1" });
    const input = artifactOf(name, { builderId: "packer.post-processor.docker-tag" });
    const { artifact, keepInput } = await save("out/image.tar", input, run);
    expect(keepInput).toBe(true);
    expect(artifact).toMatchObject({
      builderId: "packer.post-processor.docker-tag",
      id: name,
      files: ["out/image.tar"],
      description: `Imported Docker image: ${name}, saved to out/image.tar`,
      values: input.values,
    });
    expect(run.said).toEqual([`Saving image: ${name}`, "Saved to: out/image.tar"]);
    expect(run.resources.map(({ intent, state }) => [intent.kind, state])).toEqual([["local.file", "kept"]]);
    await removeImages(host, id);
    const archive = createReadStream(join(host.directory, "out/image.tar"));
    expect(await loadImage(engine, archive)).toBe(id);
    expect((await inspectImage(engine, name)).Id).toBe(id);
    await artifact!.destroy();
    expect(readdirSync(join(host.directory, "out"))).toEqual([]);
    expect(await removeImage(engine, name)).toBe(true);
  });

  test("an image without a name is saved by its id", async () => {
    using host = dockerHost();
    const id = await newImage(host);
    await save("image.tar", artifactOf(id), testContext({ host }));
    await removeImages(host, id);
    const engine = await connectDocker(host);
    expect(await loadImage(engine, createReadStream(join(host.directory, "image.tar")))).toBe(id);
    await removeImages(host, id);
  });

  test("an image that is not there leaves what stood at the path", async () => {
    using host = dockerHost();
    writeFileSync(join(host.directory, "image.tar"), "old");
    await expect(save("image.tar", artifactOf("ingot-test/none:1"), testContext({ host }))).rejects.toThrow(
      `The Docker engine at ${host.env.DOCKER_HOST} has no image ingot-test/none:1: something has removed it since it was made.`,
    );
    expect(readdirSync(host.directory)).toEqual(["image.tar"]);
  });

  test("a cancelled save leaves nothing", async () => {
    using host = dockerHost();
    const controller = new AbortController();
    const run = testContext({ host, signal: controller.signal });
    const acquire: typeof run.acquire = async (...args) => {
      const acquired = await run.acquire(...args);
      controller.abort(new Error("Enough."));
      return acquired;
    };
    const saving = dockerSavePostProcessor.process(
      dockerSaveConfig.parse({ path: "image.tar" }),
      artifactOf("ingot-test/base"),
      { ...run, acquire },
    );
    await expect(saving).rejects.toThrow("Enough.");
    expect(readdirSync(host.directory)).toEqual([]);
  });

  test("on a full disk nothing is left but a message that says so", async () => {
    using host = dockerHost();
    const small = join(host.directory, "small");
    mkdirSync(small);
    const sh = (program: string, ...args: string[]) => host.spawn(program, args).exit;
    expect((await sh("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small)).code).toBe(0); // root, as the engine is
    try {
      await expect(save("small/image.tar", artifactOf("ingot-test/base"), testContext({ host }))).rejects.toThrow(
        `Cannot write "${small}/image.tar": the disk is full. Make room, or choose a path on another disk.`,
      );
      expect(readdirSync(small)).toEqual([]);
    } finally {
      await sh("umount", small);
    }
  });
});

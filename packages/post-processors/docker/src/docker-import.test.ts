import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { connectDocker, importImage, inspectImage, removeImage } from "@ingot/client-docker";
import { artifactOfFiles } from "@ingot/core/plugin";
import { requiresDocker, type TestHost, testContext } from "@ingot/testing";
import { dockerImportConfig, dockerImportPostProcessor } from "./docker-import.js";
import { dockerSaveConfig, dockerSavePostProcessor } from "./docker-save.js";
import { artifactOf, dockerHost, newImage, removeImages } from "./images.test-fixtures.js";

/** What the docker builder gives for `export_path`, or whoever else is named. */
function archive(host: TestHost, name = "root.tar", builderId = "packer.docker") {
  mkdirSync(join(host.directory, "root/etc"), { recursive: true });
  writeFileSync(join(host.directory, "root/etc/motd"), name);
  execFileSync("tar", ["-C", "root", "-cf", name, "etc"], { cwd: host.directory });
  const parts = { builderId, id: "Container", files: [name], description: "", values: { docker_tags: ["other:1"] } };
  return artifactOfFiles(host.resolve, parts);
}

async function take(host: TestHost, fields: object, artifact = archive(host), signal?: AbortSignal) {
  const run = testContext({ host, ...(signal && { signal }) });
  const result = await dockerImportPostProcessor.process(dockerImportConfig.parse(fields), artifact, run);
  return { ...result, run };
}

test("a tag needs a name to be a part of", () => {
  using host = dockerHost();
  const check = (fields: object) =>
    dockerImportPostProcessor.check!(dockerImportConfig.parse(fields), { ...host, kindOf: () => undefined });
  expect(check({ tag: "1" })).toEqual([
    {
      path: ["tag"],
      summary: "No repository",
      detail: "tag is a part of a name. Set repository too, or remove tag.",
    },
  ]);
  expect(check({ repository: "a", tag: "1" })).toEqual([]);
});

test.each([
  [
    artifactOf("sha256:1"),
    {},
    "Unknown artifact type: packer.post-processor.docker-import. docker-import takes the archive that the docker builder exports (export_path), that the oci builder writes, or that artifice names. What the docker builder commits is in the engine already: use docker-tag.",
  ],
  [
    artifactOf("", { builderId: "ingot.oci", files: ["image"], values: { Format: "layout" } }),
    {},
    "A layout is a directory, and an engine takes an archive. Remove format from the oci source.",
  ],
  [
    artifactOf("", { builderId: "ingot.oci", files: ["image.tar"], values: { Format: "archive" } }),
    { changes: ["ENV A=b"] },
    "The archive of the oci builder is a whole image. Set changes and platform in its source.",
  ],
])("what cannot be imported is refused", async (artifact, fields, message) => {
  using host = dockerHost();
  await expect(take(host, fields, artifact)).rejects.toMatchObject({ code: "ARTIFACT_TYPE", source: "user", message });
});

requiresDocker()("docker-import", () => {
  test("makes a named image with the changes that are asked for", async () => {
    using host = dockerHost();
    const engine = await connectDocker(host);
    const repository = `ingot-test/import-${Date.now()}`;
    const fields = { repository, tag: "7", changes: ["ENV A=b", 'CMD ["x", "y"]', "LABEL kind=test"] };
    const { artifact, keepInput, run } = await take(host, fields);
    const image = await inspectImage(engine, `${repository}:7`);
    expect(keepInput).toBe(false);
    expect(artifact).toMatchObject({
      builderId: "packer.post-processor.docker-import",
      id: `${repository}:7`,
      files: [],
      description: `Imported Docker image: ${repository}:7`,
    });
    expect(artifact!.values).toEqual({ ImageSha256: image.Id, DockerHost: host.env.DOCKER_HOST });
    expect(image.Config).toMatchObject({ Env: ["A=b"], Cmd: ["x", "y"], Labels: { kind: "test" } });
    expect(run.said).toEqual(["Importing image: Container", `Repository: ${repository}:7`, `Imported ID: ${image.Id}`]);
    await artifact!.destroy();
    expect(await removeImage(engine, image.Id)).toBe(false);
  });

  test("without a name the id is the artifact's", async () => {
    using host = dockerHost();
    const { artifact } = await take(host, {});
    expect(artifact!.id).toBe(artifact!.values.ImageSha256);
    await artifact!.destroy();
  });

  test("of the files that artifice names it takes the first, and says so", async () => {
    using host = dockerHost();
    archive(host, "b.tar");
    const first = archive(host, "a.tar", "packer.post-processor.artifice");
    const { artifact, run } = await take(host, {}, { ...first, files: ["a.tar", "b.tar"] });
    expect(run.warned).toEqual(["docker-import takes one archive, a.tar; it leaves out b.tar."]);
    await artifact!.destroy();
    await expect(take(host, {}, { ...first, files: [] })).rejects.toThrow("The artifact has no file to import.");
  });

  test("the oci builder's archive is a whole image, and keeps its id", async () => {
    using host = dockerHost();
    const id = await newImage(host);
    const saving = testContext({ host });
    await dockerSavePostProcessor.process(dockerSaveConfig.parse({ path: "image.tar" }), artifactOf(id), saving);
    await removeImages(host, id);
    const written = artifactOf("", { builderId: "ingot.oci", files: ["image.tar"], values: { Format: "archive" } });
    const { artifact } = await take(host, { repository: "ingot-test/whole" }, written);
    expect(artifact).toMatchObject({ id: "ingot-test/whole", values: { ImageSha256: id } });
    await artifact!.destroy();
  });

  test.each([
    ["a.tar", "noise", "The archive cannot be imported: Error processing tar file"],
    ["none.tar", undefined, "none.tar"],
  ])("%s that cannot be read", async (name, content, message) => {
    using host = dockerHost();
    if (content !== undefined) writeFileSync(join(host.directory, name), content.repeat(1000));
    const input = artifactOf("Container", { builderId: "packer.docker", files: [name] });
    await expect(take(host, {}, input)).rejects.toThrow(message);
  });

  test("a name or change that cannot be gives the engine's words", async () => {
    using host = dockerHost();
    await expect(take(host, { repository: "NOT/Allowed" })).rejects.toThrow(/repository name must be lowercase/);
    await expect(take(host, { changes: ["NONSENSE x"] })).rejects.toThrow(
      /The archive cannot be imported: .*nonsense/i,
    );
  });

  test.each(["linux/amd64", "linux/arm64", "linux/s390x"])(
    "an image is for %s, or a warning says that it is not",
    async (platform) => {
      using host = dockerHost();
      const { artifact, run } = await take(host, { platform });
      const { Os, Architecture } = await inspectImage(await connectDocker(host), artifact!.id);
      const made = `${Os}/${Architecture}`;
      const warning = `The engine has made the image for ${made}, not for ${platform}: this version of it does not heed platform.`;
      expect(run.warned).toEqual(made === platform ? [] : [warning]);
      await artifact!.destroy();
    },
  );

  test("a cancelled import leaves the archive", async () => {
    using host = dockerHost();
    const input = archive(host);
    const signal = AbortSignal.abort(new Error("Enough."));
    await expect(take(host, {}, input, signal)).rejects.toThrow("Enough.");
    expect(existsSync(join(host.directory, "root.tar"))).toBe(true);
  });

  test("an import that is cancelled half-way leaves no image", async () => {
    using host = dockerHost();
    const engine = await connectDocker(host);
    archive(host);
    const controller = new AbortController();
    const repository = `ingot-test/half-${Date.now()}`;
    const whole = readFileSync(join(host.directory, "root.tar"));
    async function* half() {
      yield whole.subarray(0, whole.length / 2);
      controller.abort(new Error("Enough."));
      yield whole.subarray(whole.length / 2);
    }
    const importing = importImage(engine, Readable.from(half()), { repository, tag: "1", signal: controller.signal });
    await expect(importing).rejects.toThrow("Enough.");
    await expect(inspectImage(engine, `${repository}:1`)).rejects.toMatchObject({ data: { status: 404 } });
  });
});

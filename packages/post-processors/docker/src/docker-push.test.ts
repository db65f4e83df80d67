import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connectDocker, inspectImage, removeImage, tagImage } from "@ingot/client-docker";
import {
  registryUser,
  requiresDocker,
  requiresRegistry,
  startRegistry,
  type TestRegistry,
  testContext,
} from "@ingot/testing";
import { dockerPushConfig, dockerPushPostProcessor } from "./docker-push.js";
import { artifactOf, dockerHost, newImage, removeImages } from "./images.test-fixtures.js";

const withDocker = requiresDocker();
const describeWithBoth = withDocker === describe ? requiresRegistry() : withDocker;
const host = dockerHost();
const config = (fields: object = {}) => dockerPushConfig.parse(fields);

test("an image without a name has nowhere to go", async () => {
  const id = `sha256:${"0".repeat(64)}`;
  await expect(dockerPushPostProcessor.process(config(), artifactOf(id), testContext({ host }))).rejects.toMatchObject({
    code: "IMAGE_NAME",
    message: `The image ${id} has no name, and a name says which registry it goes to. Put docker-tag before docker-push, in one post-processors block.`,
  });
});

test("what is no image is refused", async () => {
  const file = artifactOf("", { builderId: "packer.file" });
  await expect(dockerPushPostProcessor.process(config(), file, testContext({ host }))).rejects.toThrow(
    "Unknown artifact type: packer.file. docker-push takes an image of a Docker engine: " +
      "what the docker builder commits, or docker-import, docker-tag, docker-push and docker-save give.",
  );
});

describeWithBoth("docker-push", () => {
  let open: TestRegistry;
  let closed: TestRegistry;
  let image: string;

  beforeAll(async () => {
    [open, closed] = await Promise.all([startRegistry(), startRegistry({ withLogin: true })]);
    image = await newImage(host);
    await tagImage(await connectDocker(host), image, { repository: "ingot-test/pushed", tag: image.slice(-12) }); // it stays when other names go
  });
  afterAll(async () => {
    await removeImages(host, image);
    await open[Symbol.asyncDispose]();
    await closed[Symbol.asyncDispose]();
  });

  /** As docker-tag gives it. */
  async function tagged(repository: string, ...tags: string[]) {
    const engine = await connectDocker(host);
    for (const tag of tags) await tagImage(engine, image, { repository, tag });
    const docker_tags = tags.map((tag) => `${repository}:${tag}`);
    const parts = { builderId: "packer.post-processor.docker-tag", values: { ImageSha256: image, docker_tags } };
    return artifactOf(docker_tags.at(-1)!, parts);
  }

  async function push(fields: object, artifact: ReturnType<typeof artifactOf>, signal?: AbortSignal) {
    const run = testContext({ host, ...(signal && { signal }) });
    return { run, ...(await dockerPushPostProcessor.process(config(fields), artifact, run)) };
  }

  test("pushes every name once, and knows the digest", async () => {
    const repository = `${open.address}/team/app`;
    const input = await tagged(repository, "one", "two");
    const { run, artifact, keepInput } = await push({}, input);
    const digest = await open.digestOf("team/app", "one");
    expect(await open.digestOf("team/app", "two")).toBe(digest);
    expect(keepInput).toBe(true);
    expect(artifact).toMatchObject({
      builderId: "packer.post-processor.docker-import",
      id: `${repository}:two`,
      files: [],
      description: input.description,
      values: { ...input.values, docker_digests: [`${repository}@${digest}`] },
    });
    expect(run.said).toEqual([`Pushing: ${repository}:two`, `Pushing: ${repository}:one`]);
    const printed = run.lines.map(({ text }) => text);
    expect(printed).toContain(`The push refers to repository [${repository}]`);
    expect(printed.filter((line) => /: (Pushed|Layer already exists|Mounted from .+)$/.test(line))).not.toEqual([]);
    expect(printed.at(-1)).toMatch(/^one: digest: sha256:\w+ size: \d+$/);
    await artifact!.destroy();
    expect((await inspectImage(await connectDocker(host), `${repository}:two`)).Id).toBe(image);
  });

  test("a bare repository is pushed as latest, and none of its other tags", async () => {
    const repository = `${open.address}/bare`;
    await tagged(repository, "latest", "other");
    await push({}, artifactOf(repository, { builderId: "packer.post-processor.docker-tag" }));
    expect(await open.digestOf("bare", "latest")).toBeDefined();
    expect(await open.digestOf("bare", "other")).toBeUndefined();
  });

  test.each([0, 1, 2])("logs in by itself, whatever the length of what it says (+%d)", async (length) => {
    const repository = `${closed.address}/${"p".repeat(length + 1)}`;
    const login = {
      login: true,
      login_username: registryUser.username,
      login_password: registryUser.password,
      login_server: `http://${closed.address}/${"v".repeat(length)}`,
    };
    const { run } = await push(login, await tagged(repository, "1"));
    expect(await closed.digestOf("p".repeat(length + 1), "1")).toBeDefined();
    expect(run.hidden).toContain(registryUser.password);
  });

  test("goes without a login of its own where docker login has left one", async () => {
    const auth = Buffer.from(`${registryUser.username}:${registryUser.password}`).toString("base64");
    await mkdir(join(host.directory, "logged-in"));
    await writeFile(
      join(host.directory, "logged-in/config.json"),
      JSON.stringify({ auths: { [closed.address]: { auth } } }),
    );
    const input = await tagged(`${closed.address}/from/config`, "1");
    using loggedIn = dockerHost({ DOCKER_CONFIG: join(host.directory, "logged-in") });
    await dockerPushPostProcessor.process(config(), input, testContext({ host: loggedIn }));
    expect(await closed.digestOf("from/config", "1")).toBeDefined();
  });

  test("without a login the registry's refusal is given", async () => {
    const name = `${closed.address}/refused:1`;
    await expect(push({}, await tagged(`${closed.address}/refused`, "1"))).rejects.toMatchObject({
      code: "IMAGE_PUSH",
      message: `The image ${name} cannot be pushed: no basic auth credentials`,
    });
  });

  test("a wrong password is refused, and not shown", async () => {
    const name = `${closed.address}/refused:1`;
    const wrong = { login: true, login_username: "ann", login_password: "no such", login_server: closed.address };
    await expect(push(wrong, await tagged(`${closed.address}/refused`, "1"))).rejects.toThrow(
      new RegExp(`^The image ${name} cannot be pushed: unauthorized: authentication required$`),
    );
  });

  test("a registry that is not there", async () => {
    await using gone = await startRegistry();
    const input = await tagged(`${gone.address}/a`, "1");
    await gone[Symbol.asyncDispose]();
    await expect(push({}, input)).rejects.toThrow(/ cannot be pushed: .*connection refused/);
  });

  test("an image that has gone in the meantime", async () => {
    const input = await tagged(`${open.address}/gone`, "1");
    await removeImage(await connectDocker(host), input.id);
    await expect(push({}, input)).rejects.toMatchObject({
      code: "IMAGE_ABSENT",
      message: `The Docker engine at ${host.env.DOCKER_HOST} has no image ${input.id}: something has removed it since it was made.`,
    });
  });

  test("a cancelled push ends with the reason", async () => {
    const controller = new AbortController();
    const input = await tagged(`${open.address}/cancelled`, "1", "2");
    const run = testContext({
      host,
      signal: controller.signal,
    });
    const stopping = { ...run, output: () => controller.abort(new Error("Enough.")) };
    await expect(dockerPushPostProcessor.process(config(), input, stopping)).rejects.toThrow("Enough.");
    expect(await open.digestOf("cancelled", "1")).toBeUndefined();
  });
});

afterAll(() => host[Symbol.dispose]());

import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  connectDocker,
  type DockerEngine,
  inspectContainer,
  inspectImage,
  listContainers,
  listImages,
  removeImage,
  tagImage,
  waitContainer,
} from "@ingot/client-docker";
import type { Artifact, Machine } from "@ingot/core/plugin";
import {
  requiresDocker,
  type TestContext,
  type TestHost,
  testContext,
  testDockerHost,
  testHost,
  until,
} from "@ingot/testing";
import { type DockerBuilderConfig, dockerConfig } from "./config.js";
import { dockerBuilder } from "./docker-builder.js";
import { dockerReaper } from "./docker-reaper.js";
import { containerName } from "./ownership.js";

jest.setTimeout(60_000); // the engine is as quick as the machine

const describeWithDocker = requiresDocker();

interface Bench extends AsyncDisposable {
  readonly host: TestHost;
  readonly engine: DockerEngine;
  readonly run: TestContext;
  readonly controller: AbortController;
}

async function bench(): Promise<Bench> {
  const host = testHost({ DOCKER_HOST: testDockerHost() });
  const controller = new AbortController();
  const build = { name: "docker.test", builderType: "docker", sourceName: "test" };
  const run = testContext({ host, signal: controller.signal, build });
  const engine = await connectDocker(host);
  return {
    host,
    engine,
    run,
    controller,
    [Symbol.asyncDispose]: async () => {
      await run.close();
      host[Symbol.dispose]();
    },
  };
}

const config = (fields: Record<string, unknown>): DockerBuilderConfig =>
  dockerConfig.parse({ image: "ingot-test/base", pull: false, ...fields });

const ours = async ({ engine, run }: Bench) =>
  (await listContainers(engine, {})).filter(({ Names }) => Names.some((name) => name.includes(run.runId)));

const isPaused = async ({ engine }: Bench, { exports }: Machine) =>
  (await inspectContainer(engine, exports.ID!)).State.Paused;

async function shell(machine: Machine, command: string): Promise<string> {
  const lines: string[] = [];
  const { exitCode } = await machine.communicator.exec(command, { onOutput: ({ text }) => void lines.push(text) });
  expect({ command, exitCode }).toEqual({ command, exitCode: 0 });
  return lines.join("\n");
}

async function committed(place: Bench, fields: Record<string, unknown>, command = "true") {
  const machine = await dockerBuilder.start(config({ commit: true, ...fields }), place.run);
  await shell(machine, command);
  const artifact = (await machine.save(place.run)) as Artifact;
  place.run.defer(() => artifact.destroy());
  return { machine, artifact, image: await inspectImage(place.engine, artifact.id) };
}

describeWithDocker("the docker builder", () => {
  test.concurrent("commits a container, says what it does, and leaves no container", async () => {
    await using place = await bench();
    const { artifact, machine } = await committed(place, {}, "echo hi >/hello");
    const id = machine.exports.ID!;
    expect(artifact).toMatchObject({
      builderId: "packer.post-processor.docker-import",
      id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      files: [],
      description: `Imported Docker image: ${artifact.id}`,
    });
    expect(machine.exports).toMatchObject({
      ConnType: "docker",
      Host: expect.stringMatching(/^(\d+\.){3}\d+$/),
      ImageSha256: artifact.id,
      SourceImageSha256: (await inspectImage(place.engine, "ingot-test/base")).Id,
    });
    const shared = place.run.resources[0]!.intent.handle.path;
    expect(place.run.said).toEqual([
      "Creating a temporary directory for sharing data...",
      "Starting docker container...",
      `Run command: docker run -v ${shared}:/packer-files -d -i -t --entrypoint=/bin/sh -- ingot-test/base`,
      `Container ID: ${id}`,
      `Using docker communicator to connect: ${machine.exports.Host}`,
      "Committing the container",
      `Image ID: ${artifact.id}`,
      `Killing the container: ${id}`,
    ]);
    expect(await ours(place)).toEqual([]);
    await place.run.close();
    expect(await readdir(place.host.directory)).toEqual([]);
  });

  test.concurrent("journals the container and the image before it makes them, and keeps the image", async () => {
    await using place = await bench();
    const { machine } = await committed(place, {});
    const address = testDockerHost();
    expect(place.run.resources.map(({ intent, state }) => ({ kind: intent.kind, state }))).toEqual([
      { kind: "local.directory", state: "created" },
      { kind: "docker.container", state: "destroyed" },
      { kind: "docker.image", state: "kept" },
    ]);
    const [, container, image] = place.run.resources.map(({ intent }) => intent.handle);
    expect(container).toEqual({ address, name: expect.stringMatching(new RegExp(`^ingot-${place.run.runId}-`)) });
    expect(image).toEqual({ address, container: machine.exports.ID });
  });

  test.concurrent("restores the base image's entrypoint and command, and puts none of its own marks into the image", async () => {
    await using place = await bench();
    const { image } = await committed(place, { image: "ingot-test/app" });
    expect(image.Config).toMatchObject({
      Entrypoint: ["/bin/echo", "entry"],
      Cmd: ["hello"],
      WorkingDir: "/var",
      Labels: { kind: "app" },
    });
  });

  test.concurrent("leaves an image without an entrypoint as it is", async () => {
    await using place = await bench();
    const { image } = await committed(place, { image: "ingot-test/base" });
    expect(image.Config).toMatchObject({ Entrypoint: [], Cmd: ["/bin/sh"] });
  });

  test.concurrent("applies changes, author and message", async () => {
    await using place = await bench();
    const { image } = await committed(place, {
      image: "ingot-test/app",
      author: "Ann <ann@example.com>",
      message: "a new layer",
      changes: ["ENV A=1 B=2", 'CMD ["bye"]', "EXPOSE 80", "USER builder"],
    });
    expect(image).toMatchObject({
      Author: "Ann <ann@example.com>",
      Comment: "a new layer",
      Config: {
        Entrypoint: ["/bin/echo", "entry"],
        Cmd: ["bye"],
        Env: ["PATH=/bin", "A=1", "B=2"],
        ExposedPorts: { "80/tcp": {} },
        User: "builder",
      },
    });
  });

  test.concurrent("leaves no command behind a new entrypoint, as a Dockerfile does", async () => {
    await using place = await bench();
    const { image } = await committed(place, { image: "ingot-test/app", changes: ['entrypoint ["/x"]'] });
    expect(image.Config).toMatchObject({ Entrypoint: ["/x"], Cmd: null });
  });

  test.concurrent("exports the files to an archive that appears whole", async () => {
    await using place = await bench();
    const machine = await dockerBuilder.start(config({ export_path: "out/image.tar" }), place.run);
    await shell(machine, "echo hi >/hello");
    const artifact = (await machine.save(place.run)) as Artifact;
    expect(artifact).toMatchObject({
      builderId: "packer.docker",
      id: "Container",
      files: ["out/image.tar"],
      description: "Exported Docker file: out/image.tar",
    });
    const file = join(place.host.directory, "out/image.tar");
    expect((await readFile(file)).includes("hello")).toBe(true);
    expect(await readdir(join(place.host.directory, "out"))).toEqual(["image.tar"]);
    await artifact.destroy();
    await expect(stat(file)).rejects.toThrow("ENOENT");
  });

  test.concurrent("discards, and labels a container that no image will come from", async () => {
    await using place = await bench();
    const machine = await dockerBuilder.start(config({ discard: true }), place.run);
    const { Config } = await inspectContainer(place.engine, machine.exports.ID!);
    expect(Config.Labels).toEqual({ "dev.ingot.run": place.run.runId, "dev.ingot.build": "docker.test" });
    expect(await machine.save(place.run)).toBeUndefined();
  });

  test.concurrent("shares a private directory and the block's volumes", async () => {
    await using place = await bench();
    const data = join(place.host.directory, "data");
    await mkdir(data);
    await writeFile(join(data, "in"), "from the host\n");
    const machine = await dockerBuilder.start(
      config({
        discard: true,
        volumes: { "./data": "/data:ro" },
        tmpfs: ["/scratch:size=1m"],
        container_dir: "/share",
      }),
      place.run,
    );
    expect(await shell(machine, "cat /data/in; stat -c %a /share; grep -c ' /scratch tmpfs' /proc/mounts")).toBe(
      "from the host\n700\n1",
    );
  });

  test.concurrent("runs as exec_user and gives uploads to it", async () => {
    await using place = await bench();
    const machine = await dockerBuilder.start(config({ discard: true, exec_user: "builder" }), place.run);
    await machine.communicator.upload(Readable.from(["x"]), "/tmp/up");
    expect(await shell(machine, "id -un; stat -c %U /tmp/up")).toBe("builder\nbuilder");
    expect(machine.exports.User).toBe("builder");
  });

  test.concurrent("takes flags of docker run", async () => {
    await using place = await bench();
    const run_command = ["-dit", "--entrypoint", "/bin/sh", "-e", "A=b c", "-w/tmp", "-u=builder", "--memory=64m"];
    const machine = await dockerBuilder.start(
      config({ discard: true, run_command: [...run_command, "--hostname", "forge", "{{ .Image }}"] }),
      place.run,
    );
    expect(await shell(machine, 'echo "$A"; pwd; id -un; hostname')).toBe("b c\n/tmp\nbuilder\nforge");
  });

  test.concurrent("says when a container does not stay, and what it said", async () => {
    await using place = await bench();
    const settings = config({
      discard: true,
      run_command: ["-d", "{{.Image}}", "/bin/sh", "-c", "echo oh no; exit 3"],
    });
    const failure = dockerBuilder.start(settings, place.run).then(async (machine) => {
      await waitContainer(place.engine, machine.exports.ID!, "not-running");
      await machine.communicator.exec("true");
    });
    await expect(failure).rejects.toThrow(
      "The container has ended with status 3, so nothing can run in it. " +
        "Its run_command must start something that stays, such as a shell with -i and -t. It said: oh no",
    );
  });

  test.concurrent("names an image that the engine does not have", async () => {
    await using place = await bench();
    await expect(dockerBuilder.start(config({ discard: true, image: "no/such:one" }), place.run)).rejects.toThrow(
      `The Docker engine at ${testDockerHost()} has no image no/such:one. Pull or load it first, or remove pull = false.`,
    );
  });

  test.concurrent("gives the engine's reason when an image cannot be pulled", async () => {
    await using place = await bench();
    const settings = config({ discard: true, image: "127.0.0.1:1/none", pull: true });
    await expect(dockerBuilder.start(settings, place.run)).rejects.toMatchObject({
      code: "IMAGE_PULL",
      message: expect.stringMatching(
        /^The image 127\.0\.0\.1:1\/none cannot be pulled: .*127\.0\.0\.1:1.*connection refused$/,
      ),
    });
    expect(place.run.said).toContain("Pulling Docker image: 127.0.0.1:1/none");
  });

  test.concurrent("an id is not pulled, since no registry knows it", async () => {
    await using place = await bench();
    const { Id } = await inspectImage(place.engine, "ingot-test/base");
    await dockerBuilder.start(config({ discard: true, image: Id, pull: true }), place.run);
    expect(place.run.said.filter((line) => line.startsWith("Pulling"))).toEqual([]);
    const image = `sha256:${"0".repeat(64)}`;
    await expect(dockerBuilder.start(config({ discard: true, image, pull: true }), place.run)).rejects.toMatchObject({
      code: "IMAGE_ABSENT",
      message: `The Docker engine at ${testDockerHost()} has no image ${image}. An id is not pulled: build, pull or load the image first.`,
    });
  });

  test.concurrent("points at pull = false where the engine has the image that cannot be pulled", async () => {
    await using place = await bench();
    const image = `127.0.0.1:1/${place.run.runId}:old`;
    await tagImage(place.engine, "ingot-test/base", { repository: `127.0.0.1:1/${place.run.runId}`, tag: "old" });
    const started = dockerBuilder.start(config({ discard: true, image, pull: true }), place.run);
    await expect(started).rejects.toThrow(
      /connection refused\. The engine has a copy of that name; set pull = false to build from it\.$/,
    );
    await removeImage(place.engine, image);
  });

  test.concurrent("builds its base image from a Dockerfile, without what .dockerignore leaves out", async () => {
    await using place = await bench();
    const context = join(place.host.directory, "context");
    await mkdir(join(context, "secret"), { recursive: true });
    await writeFile(
      join(context, "Dockerfile"),
      "FROM ingot-test/base\nARG WHO\nCOPY . /ctx\nRUN echo hi $WHO >/who\n",
    );
    await writeFile(join(context, ".dockerignore"), "secret\n");
    await writeFile(join(context, "secret", "key"), "k");
    await writeFile(join(context, "kept"), "k");
    const build = { path: "context/Dockerfile", build_dir: "context", arguments: { WHO: "you" }, pull: false };
    for (const compress of [false, true]) {
      const settings = dockerConfig.parse({ build: { ...build, compress }, discard: true });
      const machine = await dockerBuilder.start(settings, place.run);
      expect(await shell(machine, "cat /who; ls /ctx")).toBe("hi you\nDockerfile\nkept");
    }
    expect(place.run.said).toContain("Building base image...");
  });

  test.concurrent("gives the engine's reason when the Dockerfile fails", async () => {
    await using place = await bench();
    await writeFile(join(place.host.directory, "Dockerfile"), "FROM ingot-test/base\nRUN exit 9\n");
    const settings = dockerConfig.parse({ build: { path: "Dockerfile", pull: false }, discard: true });
    await expect(dockerBuilder.start(settings, place.run)).rejects.toThrow(
      "The base image cannot be built: The command '/bin/sh -c exit 9' returned a non-zero code: 9",
    );
  });

  test.concurrent("cancelled in a command that ignores SIGTERM, ends it and removes everything", async () => {
    await using place = await bench();
    const machine = await dockerBuilder.start(config({ commit: true }), place.run);
    const running = machine.communicator.exec("trap '' TERM; echo ready; while :; do sleep 1; done", {
      signal: place.controller.signal,
      onOutput: () => place.controller.abort(new Error("interrupted")),
    });
    await expect(running).rejects.toThrow("interrupted");
    await place.run.close();
    expect(await ours(place)).toEqual([]);
  });
});

describeWithDocker("a commit under way", () => {
  /** Something to commit that takes the engine a while. */
  async function largeMachine(place: Bench): Promise<Machine> {
    const machine = await dockerBuilder.start(config({ commit: true }), place.run);
    await shell(machine, "dd if=/dev/urandom of=/large bs=1048576 count=200 2>/dev/null");
    return machine;
  }

  test("that is cancelled is waited for, and its image removed", async () => {
    await using place = await bench();
    const machine = await largeMachine(place);
    const saving = machine.save(place.run);
    saving.catch(() => {});
    await until(() => isPaused(place, machine), saving);
    place.controller.abort(new Error("interrupt"));
    await expect(saving).rejects.toThrow("interrupt");
    const image = place.run.resources.find(({ intent }) => intent.kind === "docker.image");
    expect(image?.state).toBe("created");
    await place.run.close();
    expect(image?.state).toBe("destroyed");
    const left = await listImages(place.engine, { dangling: ["true"] });
    const states = await Promise.all(left.map((id) => inspectImage(place.engine, id)));
    expect(states.filter(({ Config }) => Config?.Hostname === machine.exports.ID!.slice(0, 12))).toEqual([]);
  });

  test("that goes on for too long is told of", async () => {
    await using place = await bench();
    const machine = await largeMachine(place);
    const impatient = { ...place.run, host: { ...place.host, sleep: async () => {} } };
    const deferred: (() => Promise<void> | void)[] = [];
    const saving = machine.save({ ...impatient, defer: (cleanup) => void deferred.push(cleanup) });
    await until(() => deferred.length > 0, saving);
    await expect(deferred[0]!()).rejects.toMatchObject({
      code: "COMMIT_UNDER_WAY",
      message: `The Docker engine is still committing container ${machine.exports.ID!.slice(0, 12)}, which cannot be stopped; the image will be there when it is done.`,
    });
    await (await saving)!.destroy();
  });
});

describe("without an engine", () => {
  test("the builder says which address it tried, and what to do", async () => {
    using host = testHost({ DOCKER_HOST: "unix:///nowhere/docker.sock" });
    const failure = dockerBuilder.start(config({ discard: true }), testContext({ host }));
    await expect(failure).rejects.toMatchObject({
      code: "DOCKER_UNREACHABLE",
      source: "outside",
      message:
        "No Docker engine answers at unix:///nowhere/docker.sock: there is no such socket. " +
        "Check that the engine runs (on Linux: systemctl start docker), and that you may use it (group docker); " +
        "or set DOCKER_HOST to another engine's address, such as unix:///run/user/1000/docker.sock or tcp://host:2376.",
      data: { address: "unix:///nowhere/docker.sock" },
    });
  });
});

describeWithDocker("the reaper", () => {
  const reaping = (place: Bench) => ({
    signal: new AbortController().signal,
    host: place.host,
    say: () => undefined,
  });
  const recordOf = (place: Bench, kind: string) => {
    const { intent } = place.run.resources.find((resource) => resource.intent.kind === kind)!;
    return { ...intent, runId: place.run.runId, resourceId: 1 };
  };

  test("removes the container that a record names, once", async () => {
    await using place = await bench();
    await dockerBuilder.start(config({ commit: true }), place.run);
    const record = recordOf(place, "docker.container");
    expect(await dockerReaper.reap(record, reaping(place))).toBe("destroyed");
    expect(await dockerReaper.reap(record, reaping(place))).toBe("absent");
    expect(await ours(place)).toEqual([]);
  });

  test("removes a container with a name of the user's, and none that has taken the name since", async () => {
    await using place = await bench();
    const name = containerName("custom", place.host.randomBytes(8));
    const run_command = ["-dit", "--name", name, "--entrypoint=/bin/sh", "{{.Image}}"];
    await dockerBuilder.start(config({ commit: true, run_command }), place.run);
    const record = recordOf(place, "docker.container");
    const others = { ...record, runId: "f".repeat(32) };
    expect(await dockerReaper.reap(others, reaping(place))).toBe("absent");
    expect(await dockerReaper.reap(record, reaping(place))).toBe("destroyed");
  });

  test("finds containers by the run alone, and no other run's", async () => {
    await using place = await bench();
    await using other = await bench();
    await dockerBuilder.start(config({ commit: true }), place.run);
    await dockerBuilder.start(config({ commit: true }), other.run);
    const swept = await dockerReaper.sweep!(place.run.runId, reaping(place));
    expect(swept).toEqual([expect.stringMatching(new RegExp(`^container ingot-${place.run.runId}-`))]);
    expect(await ours(place)).toEqual([]);
    expect(await ours(other)).toHaveLength(1);
  });

  test("removes an image that the engine was still making when its client went away", async () => {
    await using place = await bench();
    const machine = await dockerBuilder.start(config({ commit: true }), place.run);
    await shell(machine, "dd if=/dev/zero of=/large bs=1M count=256 2>/dev/null");
    const saving = expect(machine.save(place.run)).rejects.toThrow("crashed");
    await until(() => isPaused(place, machine), saving);
    place.controller.abort(new Error("crashed"));
    await saving;
    expect(await dockerReaper.reap(recordOf(place, "docker.image"), reaping(place))).toBe("destroyed");
  });

  test("removes an image that was committed and never kept, and none that has been given a name", async () => {
    await using place = await bench();
    const { artifact } = await committed(place, {});
    const record = recordOf(place, "docker.image");
    await tagImage(place.engine, artifact.id, { repository: "ingot-test/kept", tag: place.run.runId });
    expect(await dockerReaper.reap(record, reaping(place))).toBe("absent");
    await removeImage(place.engine, `ingot-test/kept:${place.run.runId}`);
    const again = await committed(place, {}, "echo again >/again");
    const last = { ...place.run.resources.findLast(({ intent }) => intent.kind === "docker.image")!.intent };
    expect(await dockerReaper.reap({ ...last, runId: place.run.runId, resourceId: 2 }, reaping(place))).toBe(
      "destroyed",
    );
    await expect(inspectImage(place.engine, again.artifact.id)).rejects.toMatchObject({ code: "DOCKER_API" });
  });
});

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, pipeline, type Readable } from "node:stream";
import { promisify } from "node:util";
import {
  connectDocker,
  createContainer,
  type DockerEngine,
  getArchive,
  inspectImage,
  removeContainer,
  removeImage,
} from "@ingot/client-docker";
import { requires, requiresDocker, testContext, testDockerHost, testHost } from "@ingot/testing";
import { extract } from "tar-stream";
import { dockerConfig } from "./config.js";
import { dockerBuilder } from "./docker-builder.js";

const withDocker = requiresDocker();
const describeWithBoth = withDocker === describe ? requires("packer", "packer") : withDocker;

/** Packer 1.6.6 does not restore ENTRYPOINT and CMD, as later versions and Ingot do: the template sets both. */
const settings = {
  image: "ingot-test/app",
  pull: false,
  commit: true,
  author: "Ann <ann@example.com>",
  message: "a layer on top",
  changes: [
    "ENV GREETING=hello OTHER=1",
    "LABEL made.by=us",
    "EXPOSE 8080",
    "WORKDIR /srv",
    "USER builder",
    "VOLUME /data",
    'ENTRYPOINT ["/bin/echo"]',
    'CMD ["done"]',
  ],
  run_command: ["-d", "-i", "-t", "-e", "FROM_RUN=1", "--entrypoint=/bin/sh", "--", "{{.Image}}"],
};

const commands = [
  "mkdir -p /srv/site && echo page >/srv/site/index",
  "ln -s site /srv/link",
  "chmod 4750 /srv/site/index && chown 1000:1000 /srv/site/index",
  "rm /bin/zcat",
];

async function builtByPacker(directory: string): Promise<string> {
  const template = {
    builders: [{ type: "docker", ...settings }],
    provisioners: [{ type: "shell", inline: commands }],
    "post-processors": [{ type: "manifest", output: "manifest.json" }],
  };
  const file = join(directory, "template.json");
  await writeFile(file, JSON.stringify(template));
  const env = { ...process.env, HOME: directory, DOCKER_HOST: testDockerHost(), CHECKPOINT_DISABLE: "1" };
  const { stdout } = await promisify(execFile)("packer", ["build", "-machine-readable", file], { cwd: directory, env });
  return /,artifact,0,id,(sha256:\w+)/.exec(stdout)![1]!;
}

async function builtByIngot(host: ReturnType<typeof testHost>): Promise<string> {
  await using run = testContext({ host });
  const machine = await dockerBuilder.start(dockerConfig.parse(settings), run);
  for (const command of commands) expect(await machine.communicator.exec(command)).toEqual({ exitCode: 0 });
  return (await machine.save(run))!.id;
}

/** Config without what differs between any two builds. */
async function description(engine: DockerEngine, id: string) {
  const image: unknown = await inspectImage(engine, id);
  const { Config, Author, Comment, Architecture, Os, RootFS } = image as {
    readonly [key: string]: unknown;
    readonly Config: Readonly<Record<string, unknown>>;
    readonly RootFS: { readonly Layers: readonly string[] };
  };
  const { Hostname, ...config } = Config;
  expect(Hostname).toMatch(/^[0-9a-f]{12}$/);
  return { config, Author, Comment, Architecture, Os, layers: RootFS.Layers.length, base: RootFS.Layers[0] };
}

/** Every path with its type, mode, owner, target and content. */
async function files(engine: DockerEngine, id: string): Promise<string[]> {
  const { Id } = await createContainer(engine, { Image: id });
  try {
    return await entriesOf(await getArchive(engine, Id, "/"));
  } finally {
    await removeContainer(engine, Id);
  }
}

async function entriesOf(archive: Readable): Promise<string[]> {
  const found: string[] = [];
  const entries = extract();
  const done = promisify(pipeline)(archive, new PassThrough(), entries);
  for await (const entry of entries) {
    const hash = createHash("sha256");
    for await (const chunk of entry) hash.update(chunk as Buffer);
    const { name, type, mode, uid, gid, linkname } = entry.header;
    found.push([name, type, mode?.toString(8), `${uid}:${gid}`, linkname, hash.digest("hex")].join(" "));
  }
  await done;
  return found.sort();
}

describeWithBoth("beside Packer", () => {
  test("the same block gives the same config, metadata, layers and files", async () => {
    using host = testHost({ DOCKER_HOST: testDockerHost() });
    const engine = await connectDocker(host);
    const [theirs, ours] = [await builtByPacker(host.directory), await builtByIngot(host)];
    try {
      expect(await description(engine, ours)).toEqual(await description(engine, theirs));
      expect(await files(engine, ours)).toEqual(await files(engine, theirs));
    } finally {
      await removeImage(engine, theirs);
      await removeImage(engine, ours);
    }
  }, 30_000);
});

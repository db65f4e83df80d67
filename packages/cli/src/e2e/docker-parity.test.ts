import { requires, requiresDocker } from "@ingot/testing";
import { type Workplace, workplace } from "./ingot.test-fixtures.js";

const template = (tool: string) => `
variable "team" {
  default = "web"
}
source "docker" "web" {
  image   = "ingot-test/app:latest"
  pull    = false
  commit  = true
  author  = "Ada <ada@example.test>"
  message = "built by a test"
  changes = [
    "ENV MODE=production",
    "EXPOSE 8080",
    "WORKDIR /srv",
    "LABEL team=\${var.team}",
    "ENTRYPOINT [\\"/srv/run\\"]",
    "CMD [\\"--serve\\"]",
  ]
}
build {
  sources = ["source.docker.web"]
  provisioner "shell" {
    inline = ["mkdir -p /srv", "echo $PACKER_BUILD_NAME $PACKER_BUILDER_TYPE > /srv/first"]
  }
  provisioner "file" {
    source      = "hello.txt"
    destination = "/srv/hello.txt"
  }
  provisioner "shell-local" {
    inline = ["echo local >> order.txt"]
  }
  provisioner "shell" {
    environment_vars = ["GREETING=it's me"]
    inline = [
      "cat /srv/first /srv/hello.txt > /srv/both",
      "echo \\"$GREETING\\" > /srv/greeting",
      "printf '#!/bin/sh\\\\necho run' > /srv/run",
      "chmod 750 /srv/run",
      "ln -s run /srv/link",
      "rm /etc/group",
    ]
  }
  provisioner "shell-local" {
    inline = ["echo last >> order.txt"]
  }
  post-processors {
    post-processor "docker-tag" {
      repository = "parity-test/${tool}"
      tags       = ["one", "two"]
    }
    post-processor "manifest" {
      output      = "manifest.json"
      custom_data = { team = var.team }
    }
  }
}
`;

interface Inspected {
  readonly Config: Record<string, unknown>;
  readonly [field: string]: unknown;
}

const json = async (place: Workplace, ...args: string[]) => JSON.parse((await place.run("docker", ...args)).out);

/** What differs from build to build by nature is taken out; everything else must be equal. */
async function observe(place: Workplace, tool: string) {
  const [inspected] = await json(place, "inspect", `parity-test/${tool}:one`);
  const { Config, Author, Comment, Architecture, Os, RepoTags }: Inspected = inspected;
  const { Hostname: _hostname, ...config } = Config;
  const history = (
    await place.run(
      "docker",
      "history",
      "--no-trunc",
      "--format",
      "{{.CreatedBy}}|{{.Comment}}",
      `parity-test/${tool}:one`,
    )
  ).out;
  const manifest = JSON.parse(place.read("manifest.json"));
  const { build_time: _time, packer_run_uuid: _run, ...entry } = manifest.builds[0];
  return {
    image: {
      config,
      Author,
      Comment,
      Architecture,
      Os,
      tags: (RepoTags as string[]).map((tag) => tag.replace(tool, "TOOL")),
    },
    history: history.split("\n"),
    manifest: {
      ...entry,
      artifact_id: entry.artifact_id.replace(tool, "TOOL"),
      keys: Object.keys(manifest),
      count: manifest.builds.length,
    },
    order: place.read("order.txt"),
    files: await filesOf(place, `parity-test/${tool}:one`),
  };
}

/** Names, kinds, modes, owners and sizes of the whole image, and the contents of what was provisioned. */
async function filesOf(place: Workplace, image: string): Promise<string[]> {
  const { out: id } = await place.run("docker", "create", image);
  const container = id.trim();
  await place.run("sh", "-c", `docker export ${container} > root.tar && mkdir root && tar -xf root.tar -C root srv`);
  await place.run("docker", "rm", container);
  const listing = (await place.run("tar", "--numeric-owner", "-tvf", "root.tar")).out;
  const contents = (await place.run("sh", "-c", "cd root/srv && head -n 100 * 2>&1")).out;
  const ofThisRun = /packer-files|\.dockerenv/;
  const withoutTime = (line: string) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, "");
  return [
    ...listing
      .split("\n")
      .map(withoutTime)
      .filter((line) => !ofThisRun.test(line)),
    contents,
  ];
}

async function buildWith(
  tool: string,
  build: (place: Workplace) => Promise<{ code: number | null; out: string; err: string }>,
) {
  const place = workplace({ "t.pkr.hcl": template(tool), "hello.txt": "hello file\n" });
  const ended = await build(place);
  if (ended.code !== 0) throw new Error(`${tool} exited with ${ended.code}:\n${ended.out}${ended.err}`);
  return place;
}

requiresDocker()("with a Docker engine", () => {
  requires("packer", "packer")("beside packer", () => {
    test("the image's files, config, history and manifest are the same", async () => {
      using theirs = await buildWith("packer", (place) => place.run("packer", "build", "t.pkr.hcl"));
      using ours = await buildWith("ingot", (place) => place.ingot("build", "t.pkr.hcl"));
      const expected = await observe(theirs, "packer");
      expect(expected.files.length).toBeGreaterThan(10);
      expect(await observe(ours, "ingot")).toEqual(expected);
      await ours.run(
        "docker",
        "rmi",
        "-f",
        "parity-test/ingot:one",
        "parity-test/ingot:two",
        "parity-test/packer:one",
        "parity-test/packer:two",
      );
    }, 60_000);
  });
});

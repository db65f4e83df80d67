import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
  registryUser,
  requires,
  requiresDocker,
  requiresRegistry,
  startRegistry,
  type TestRegistry,
} from "@ingot/testing";
import { root } from "./consumer.test-fixtures.js";
import { dockerSource } from "./container-sources.test-fixtures.js";
import { codeBlocks } from "./documentation.test-fixtures.js";
import { bin, type Workplace, workplace } from "./ingot.test-fixtures.js";

const withDocker = requiresDocker();
const describeWithBoth = withDocker === describe ? requiresRegistry() : withDocker;

const source = (outcome: string) => dockerSource("web", outcome);

const step = `
  provisioner "shell" {
    inline = ["echo made > /root/made"]
  }
`;

/** How a chain begins: the image gets a name, and a file by that name. */
const namedAndSaved = (name: string, tag: string, file: string) => `
    post-processor "docker-tag" {
      repository = "${name}"
      tags       = ["${tag}"]
    }
    post-processor "docker-save" {
      path = "${file}"
    }
`;

/** What a release does: two names, a registry, and a file for those who have no registry. */
const release = (name: string) => `
variable "password" {
  default   = "${registryUser.password}"
  sensitive = true
}
${source("commit = true")}
build {
  sources = ["source.docker.web"]
  ${step}
  post-processors {
    post-processor "docker-tag" {
      repository = "${name}"
      tags       = ["1.2", "stable"]
    }
    post-processor "docker-push" {
      login          = true
      login_server   = "${name.split("/")[0]}"
      login_username = "${registryUser.username}"
      login_password = var.password
    }
    post-processor "manifest" {
      output = "push.json"
    }
  }
  post-processors {
    ${namedAndSaved(name, "saved", "web.tar")}
    post-processor "shell-local" {
      inline = ["echo saved > saved"]
    }
  }
}
`;

/** From the files of a container to an image with a config of its own. */
const flatten = (name: string) => `
${source('export_path = "root.tar"')}
build {
  sources = ["source.docker.web"]
  ${step}
  post-processors {
    post-processor "docker-import" {
      repository = "${name}"
      tag        = "flat"
      changes    = ["ENV MODE=production", "CMD [\\"/bin/true\\"]", "EXPOSE 80"]
    }
    post-processor "docker-tag" {
      repository = "${name}"
      tags       = ["also"]
    }
    post-processor "manifest" {
      output = "import.json"
    }
  }
}
`;

/** An archive that something else has made. */
const adopt = (name: string) => `
${source('export_path = "other.tar"')}
build {
  sources = ["source.docker.web"]
  post-processor "shell-local" {
    inline = ["mkdir files && echo hello > files/hello && tar -C files -cf mine.tar hello"]
  }
  post-processors {
    post-processor "artifice" {
      files = ["mine.tar"]
    }
    post-processor "docker-import" {
      repository = "${name}"
      tag        = "adopted"
    }
    post-processor "manifest" {
      output = "adopt.json"
    }
  }
}
`;

const artifactIds = (place: Workplace, file: string): string[] =>
  JSON.parse(place.read(file)).builds.map((build: { artifact_id: string }) => build.artifact_id);

/** "builder-id id text" of the run's artifacts. Packer lists one again for each post-processor that hands it on. */
function artifactsOf(out: string): string[] {
  const parts = new Map<string, string>();
  for (const line of out.split("\n")) {
    const [, index, text] = /,artifact,(\d+),(?:builder-id|id|string),(.*)$/.exec(line) ?? [];
    if (index !== undefined) parts.set(index, `${parts.get(index) ?? ""} ${text}`);
  }
  return [...new Set(parts.values())].map((text) => text.replace(/sha256:\w{64}/g, "ID").trim());
}

async function config(place: Workplace, image: string) {
  const { out } = await place.run("docker", "inspect", "--format", "{{json .Config}} {{len .RootFS.Layers}}", image);
  return out.replace(/"(Hostname|Image)":"[^"]*"/g, "");
}

/** Amazon ECR Public, as far as its documentation tells of a login. */
async function amazonGiving(authorizationToken: string) {
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader("Content-Type", "application/x-amz-json-1.1");
    response.end(JSON.stringify({ authorizationData: { authorizationToken } }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

const page = readFileSync(join(root, "docs/docker-images.md"), "utf8");
const examples = codeBlocks(page).filter(({ language }) => language === "hcl");

test.each(examples.map(({ text }, at) => [at + 1, text]))(
  "example %d of docs/docker-images.md is valid",
  async (_at, text) => {
    using place = workplace({ "a.pkr.hcl": String(text) });
    if (String(text).includes("registry_password")) place.write({ "a.auto.pkrvars.hcl": 'registry_password = "x"' });
    expect(await place.ingot("validate", ".")).toMatchObject({
      code: 0,
      out: "The configuration is valid.\n",
      err: "",
    });
  },
);

describeWithBoth("images that leave the engine, and that come from outside", () => {
  requires("packer", "packer")("beside packer", () => {
    let registry: TestRegistry;
    beforeAll(async () => {
      registry = await startRegistry({ withLogin: true });
    });
    afterAll(() => registry[Symbol.asyncDispose]());

    /** The same template by both, each under a name of its own. */
    async function both<T>(
      template: (name: string) => string,
      look: (place: Workplace, name: string, out: string) => T,
    ) {
      const seen: Awaited<T>[] = [];
      for (const tool of ["packer", "ingot"] as const) {
        const name = `${registry.address}/team/${tool}`;
        using place = workplace({ "t.pkr.hcl": template(name) });
        const args = ["build", "-machine-readable", "t.pkr.hcl"];
        const { code, out, err } = await (tool === "ingot" ? place.ingot(...args) : place.run(tool, ...args));
        if (code !== 0) throw new Error(`${tool} exited with ${code}:\n${out}${err}`);
        expect(out + err).not.toContain(registryUser.password);
        seen.push(await look(place, name, out.replaceAll(name, "NAME")));
        const { out: left } = await place.run("docker", "images", "--quiet", name);
        await place.run("docker", "rmi", "--force", ...new Set(left.split("\n").filter(Boolean)));
      }
      expect(seen[1]).toEqual(seen[0]);
      return seen[1]!;
    }

    test("tag, push and save give the same names, ids, tags and archive", async () => {
      const seen = await both(release, async (place, name, out) => {
        await place.run("tar", "-xf", "web.tar", "manifest.json");
        const [{ RepoTags, Layers }] = JSON.parse(place.read("manifest.json"));
        const repository = name.slice(name.indexOf("/") + 1);
        const digests = await Promise.all(["1.2", "stable", "saved"].map((tag) => registry.digestOf(repository, tag)));
        return {
          ids: artifactIds(place, "push.json").map((id) => id.replace(name, "NAME")),
          tags: RepoTags.map((tag: string) => tag.replace(name, "NAME")),
          layers: Layers.length,
          pushed: digests.map((digest) => digest !== undefined),
          sameDigest: digests[0] === digests[1],
          files: readdirSync(place.directory).filter((file) => file.endsWith(".tar") || file === "saved"),
          artifacts: artifactsOf(out.replaceAll("%!(PACKER_COMMA) saved to web.tar", "")),
        };
      });
      expect(seen.pushed).toEqual([true, true, false]);
      expect(seen.ids).toEqual(["NAME:stable"]);
    }, 60_000);

    test("an exported container becomes the same image, and its archive goes", async () => {
      await both(flatten, async (place, name, out) => ({
        ids: artifactIds(place, "import.json").map((id) => id.replace(name, "NAME")),
        flat: await config(place, `${name}:flat`),
        also: await config(place, `${name}:also`),
        files: readdirSync(place.directory).filter((file) => file.endsWith(".tar")),
        artifacts: artifactsOf(out),
      }));
    }, 60_000);

    test("an archive that artifice names becomes the same image", async () => {
      await both(adopt, async (place, name) => {
        await place.run("sh", "-c", `id=$(docker create ${name}:adopted x) && docker cp $id:/hello . && docker rm $id`);
        return {
          ids: artifactIds(place, "adopt.json").map((id) => id.replace(name, "NAME")),
          image: await config(place, `${name}:adopted`),
          hello: place.read("hello"),
        };
      });
    }, 60_000);
  });

  test("a saved image is compressed, checked and loaded again", async () => {
    const name = `ingot-test/chain-${process.pid}`;
    using place = workplace({
      "t.pkr.hcl": `
        ${source("commit = true")}
        build {
          sources = ["source.docker.web"]
          ${step}
          post-processors {
            ${namedAndSaved(name, "1", "{{build_name}}.tar")}
            post-processor "compress" {
              output = "{{build_name}}.gz"
            }
            post-processor "checksum" {
              checksum_types = ["sha256"]
              output         = "{{.ChecksumType}}.txt"
            }
          }
        }
      `,
    });
    expect(await place.ingot("build", "t.pkr.hcl")).toMatchObject({ code: 0 });
    expect(place.exists("web.tar")).toBe(false);
    const sum = createHash("sha256")
      .update(readFileSync(place.path("web.gz")))
      .digest("hex");
    expect(place.read("sha256.txt")).toBe(`${sum}\tweb.gz\n`);
    await place.run("docker", "rmi", `${name}:1`);
    expect((await place.run("docker", "load", "--input", "web.gz")).out).toBe(`Loaded image: ${name}:1\n`);
    expect((await place.run("docker", "run", "--rm", `${name}:1`, "/bin/cat", "/root/made")).out).toBe("made\n");
    await place.run("docker", "rmi", `${name}:1`);
  }, 60_000);

  test("what the oci builder writes comes into the engine with its config", async () => {
    const name = `ingot-test/oci-${process.pid}`;
    using place = workplace({
      "t.pkr.hcl": `
        source "oci" "app" {
          from       = "scratch"
          output     = "app.tar"
          entrypoint = ["/bin/busybox", "echo", "from oci"]
          copy {
            programs    = ["busybox"]
            destination = "/bin/"
          }
        }
        build {
          sources = ["source.oci.app"]
          post-processor "docker-import" {
            repository          = "${name}"
            keep_input_artifact = true
          }
        }
      `,
    });
    const ended = await place.ingot("build", "t.pkr.hcl");
    expect(ended).toMatchObject({ code: 0 });
    expect((await place.run("docker", "run", "--rm", name)).out).toBe("from oci\n");
    expect(place.exists("app.tar")).toBe(true);
    await place.run("docker", "rmi", name);
  }, 60_000);

  test("ecr_login asks Amazon, and its password opens the registry", async () => {
    await using registry = await startRegistry({ withLogin: true });
    const pair = `${registryUser.username}:${registryUser.password}`;
    await using amazon = await amazonGiving(Buffer.from(pair).toString("base64"));
    const name = `${registry.address}/gallery/tool`;
    using place = workplace({
      "t.pkr.hcl": `
        ${source("commit = true")}
        build {
          sources = ["source.docker.web"]
          post-processors {
            post-processor "docker-tag" {
              repository = "${name}"
            }
            post-processor "docker-push" {
              ecr_login                = true
              login_server             = "${registry.address}"
              aws_force_use_public_ecr = true
              aws_access_key           = "AKIDBLOCK"
              aws_secret_key           = "of the block"
            }
          }
        }
      `,
    });
    const running = place.start(process.execPath, [bin, "build", "t.pkr.hcl"], { AWS_ENDPOINT_URL: amazon.url });
    const { code, out, err } = await running.ended;
    expect({ code, err: err.split("(node:")[0] }).toEqual({ code: 0, err: "" }); // the SDK warns of an old Node
    expect(out).not.toContain(registryUser.password);
    expect(await registry.digestOf("gallery/tool", "latest")).toBeDefined();
    await place.run("docker", "rmi", name);
  }, 60_000);

  test("a cancelled push stops, and tells why", async () => {
    await using registry = await startRegistry();
    const name = `${registry.address}/cancelled`;
    using place = workplace({ "t.pkr.hcl": release(name) });
    const running = place.start(process.execPath, [bin, "build", "t.pkr.hcl"]);
    await running.printed(/Pushing: /);
    running.process.kill("SIGINT");
    const { code } = await running.ended;
    expect(code).not.toBe(0);
    expect(await registry.digestOf("cancelled", "1.2")).toBeUndefined();
    expect(place.exists("web.tar")).toBe(false);
    expect(readdirSync(join(place.directory)).filter((file) => file.endsWith(".partial"))).toEqual([]);
    const { out: left } = await place.run("docker", "images", "--quiet", name);
    await place.run("docker", "rmi", "--force", ...new Set(left.split("\n").filter(Boolean)));
  }, 60_000);
});

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { requires } from "@ingot/testing";
import { imageOf, layerOf, sha256, testDirectory } from "../images.test-fixtures.js";
import { openImage } from "./open-image.js";
import { type WriteImageOptions, writeImage } from "./write-image.js";

const image = imageOf(layerOf({ path: "a", content: "1" }), layerOf({ path: "b", content: "2" }));

const write = (path: string, options: Partial<WriteImageOptions> = {}) =>
  writeImage(image.config, image.layers, { path, format: "archive", name: "team/app:1.0", epoch: 0, ...options });

test("an image is read as it was written, from an archive and from a layout", async () => {
  using directory = testDirectory();
  for (const format of ["archive", "layout"] as const) {
    const path = join(directory.path, format);
    const { digest } = await write(path, { format });
    const read = await openImage(path, {
      tag: "1.0",
      platform: { os: "linux", architecture: "amd64" },
      spoolDirectory: directory.path,
    });
    expect(read).toMatchObject({ digest, config: image.config });
    expect(read.layers.map((layer) => layer.digest)).toEqual(image.layers.map((layer) => layer.digest));
    await read.close();
  }
});

test("the same image gives the same archive, byte for byte", async () => {
  using directory = testDirectory();
  await write(join(directory.path, "one"));
  await write(join(directory.path, "two"));
  expect(sha256(readFileSync(join(directory.path, "one")))).toBe(sha256(readFileSync(join(directory.path, "two"))));
});

test("an archive is an OCI archive and a docker save archive at once; a layout is a layout only", async () => {
  using directory = testDirectory();
  const archive = join(directory.path, "archive");
  const { configDigest } = await write(archive);
  const members = execFileSync("tar", ["-tf", archive], { encoding: "utf8" }).trim().split("\n");
  const blobs = members.filter((name) => /^blobs\/sha256\/./.test(name));
  expect(members).toEqual([
    "blobs/",
    "blobs/sha256/",
    ...[...blobs].sort(),
    "index.json",
    "manifest.json",
    "oci-layout",
  ]);
  expect(blobs).toHaveLength(4);
  const saved = JSON.parse(execFileSync("tar", ["-xOf", archive, "manifest.json"], { encoding: "utf8" }));
  const layers = image.layers.map((layer) => `blobs/sha256/${layer.digest.slice(7)}`);
  expect(saved).toEqual([
    { Config: `blobs/sha256/${configDigest.slice(7)}`, RepoTags: ["team/app:1.0"], Layers: layers },
  ]);
  const index = JSON.parse(execFileSync("tar", ["-xOf", archive, "index.json"], { encoding: "utf8" }));
  expect(index.manifests[0].annotations).toEqual({
    "io.containerd.image.name": "docker.io/team/app:1.0",
    "org.opencontainers.image.ref.name": "team/app:1.0",
  });
  await write(join(directory.path, "layout"), { format: "layout" });
  expect(existsSync(join(directory.path, "layout/manifest.json"))).toBe(false);
});

test("a layer whose blob is wrong stops the writing", async () => {
  using directory = testDirectory();
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from("short");
    throw new Error("the disk is gone");
  }
  const layers = image.layers.map((layer) => ({ ...layer, open: broken }));
  const options = { path: join(directory.path, "out"), format: "archive", epoch: 0 } as const;
  await expect(writeImage(image.config, layers, options)).rejects.toThrow("the disk is gone");
});

requires("skopeo", "skopeo")("what skopeo says", () => {
  const skopeo = (...args: string[]) => execFileSync("skopeo", args, { encoding: "utf8" });

  test("it inspects and copies the archive in both of its forms, and the layout", async () => {
    using directory = testDirectory();
    const { digest } = await write(join(directory.path, "archive"));
    await write(join(directory.path, "layout"), { format: "layout" });
    for (const source of [
      "oci-archive:archive:team/app:1.0",
      "docker-archive:archive:team/app:1.0",
      "oci:layout:team/app:1.0",
    ]) {
      const [transport, ...path] = source.split(":");
      const place = `${transport}:${join(directory.path, path[0]!)}:${path.slice(1).join(":")}`;
      const inspected = JSON.parse(skopeo("inspect", place));
      expect(inspected).toMatchObject({ Os: "linux", Architecture: "amd64", Env: ["PATH=/bin"] });
      if (transport !== "docker-archive") expect(inspected.Digest).toBe(digest);
      skopeo("copy", "--quiet", "--insecure-policy", place, `dir:${join(directory.path, `copy-${transport}`)}`);
      expect(existsSync(join(directory.path, `copy-${transport}`, "manifest.json"))).toBe(true);
    }
  });
});

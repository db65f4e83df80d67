import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as zlib from "node:zlib";
import { configOf, layerOf, layoutBuilder, sha256, testDirectory } from "../images.test-fixtures.js";
import { unpackImage } from "../tree/unpack-image.js";
import { mediaTypes, type Platform } from "./model.js";
import { openImage } from "./open-image.js";

const amd64: Platform = { os: "linux", architecture: "amd64" };
const layer = layerOf({ path: "hello", content: "hi" });

const open = (path: string, directory: string, tag?: string, platform = amd64) =>
  openImage(path, { tag, platform, spoolDirectory: directory });

/** The content of the file `hello` of an image, which has all of its digests checked. */
async function hello(path: string, directory: string, tag?: string): Promise<string> {
  const image = await open(path, directory, tag);
  const root = join(directory, `root-${Math.random()}`);
  mkdirSync(root);
  try {
    await unpackImage(image, root, { keepOwners: false, warn: () => {} });
    return readFileSync(join(root, "hello"), "utf8");
  } finally {
    await image.close();
  }
}

function simpleLayout(directory: string, annotations?: object) {
  const layout = layoutBuilder(join(directory, "layout"));
  const manifest = layout.addImage(layer);
  layout.setIndex([{ ...manifest, annotations }]);
  return { ...layout, manifest };
}

const archived = (layout: string): string => {
  execFileSync("tar", ["-C", layout, "-cf", `${layout}.tar`, "."]);
  return `${layout}.tar`;
};

test("a layout, an archive and a compressed archive are the same image", async () => {
  using directory = testDirectory();
  const { directory: layout } = simpleLayout(directory.path);
  const archive = archived(layout);
  execFileSync("gzip", ["-k", archive]);
  for (const path of [layout, archive, `${archive}.gz`]) expect(await hello(path, directory.path)).toBe("hi");
});

function dockerArchive(directory: string, tar: Buffer, tags: readonly string[][]): string {
  const staging = join(directory, "saved");
  mkdirSync(join(staging, "abc"), { recursive: true });
  writeFileSync(join(staging, "abc/layer.tar"), tar);
  const images = tags.map((names, at) => {
    writeFileSync(join(staging, `${at}.json`), JSON.stringify(configOf([layer])));
    return { Config: `${at}.json`, RepoTags: names, Layers: ["abc/layer.tar"] };
  });
  writeFileSync(join(staging, "manifest.json"), JSON.stringify(images));
  return archived(staging);
}

test("docker save's older form", async () => {
  using directory = testDirectory();
  const archive = dockerArchive(directory.path, layer, [["app:1"]]);
  expect(await hello(archive, directory.path)).toBe("hi");
  const image = await open(archive, directory.path);
  expect(image).toMatchObject({
    digest: sha256(JSON.stringify(configOf([layer]))),
    layers: [{ mediaType: mediaTypes.layer, digest: sha256(layer) }],
  });
  await image.close();
});

test("docker save's older form with a link to a layer, and with compressed layers", async () => {
  using directory = testDirectory();
  dockerArchive(directory.path, zlib.gzipSync(layer), [["app:1"]]);
  const staging = join(directory.path, "saved");
  execFileSync("sh", ["-c", `mkdir def && ln -s ../abc/layer.tar def/layer.tar && sed -i s/abc/def/ manifest.json`], {
    cwd: staging,
  });
  expect(await hello(archived(staging), directory.path)).toBe("hi");
});

test("docker save's newer form is read by its OCI index", async () => {
  using directory = testDirectory();
  const { directory: layout, manifest } = simpleLayout(directory.path, {
    "io.containerd.image.name": "docker.io/library/app:1",
  });
  writeFileSync(join(layout, "manifest.json"), JSON.stringify([{ Config: "absent", RepoTags: ["app:1"], Layers: [] }]));
  const archive = archived(layout);
  expect(await hello(archive, directory.path, "app:1")).toBe("hi");
  const image = await open(archive, directory.path);
  expect(image.digest).toBe(manifest.digest);
  await image.close();
});

test("an image is chosen by tag, and by platform, also through nested indexes; attestations are no images", async () => {
  using directory = testDirectory();
  const layout = layoutBuilder(directory.path);
  const [x64, arm, other] = ["x64", "arm", "other"].map((content) =>
    layout.addImage(layerOf({ path: "hello", content })),
  );
  const platform = (architecture: string, os = "linux") => ({ platform: { os, architecture } });
  const listed = [
    { ...arm, ...platform("arm64") },
    { ...x64, ...platform("amd64") },
    { ...other, ...platform("unknown", "unknown") },
  ];
  const index = layout.add(JSON.stringify({ manifests: listed }), mediaTypes.index);
  const named = (name: string) => ({ annotations: { "org.opencontainers.image.ref.name": name } });
  layout.setIndex([
    { ...index, ...named("app:multi") },
    { ...other, ...named("app:other") },
  ]);
  expect(await hello(directory.path, directory.path, "multi")).toBe("x64");
  expect(await hello(directory.path, directory.path, "app:other")).toBe("other");
  const rejections = [
    [
      undefined,
      amd64,
      "OCI_AMBIGUOUS",
      `There are several images here: ${arm!.digest} (linux/arm64), ${x64!.digest} (linux/amd64), app:other. Say which one: write its tag after the path, as in "images.tar:1.0".`,
    ],
    ["none", amd64, "OCI_NO_SUCH_IMAGE", 'There is no image "none" in it. It has: app:multi, app:other.'],
    [
      "multi",
      { os: "linux", architecture: "s390x" },
      "OCI_NO_SUCH_PLATFORM",
      `The image has nothing for the platform linux/s390x. It has: ${arm!.digest} (linux/arm64), ${x64!.digest} (linux/amd64).`,
    ],
  ] as const;
  for (const [tag, wanted, code, message] of rejections) {
    await expect(open(directory.path, directory.path, tag, wanted)).rejects.toMatchObject({ code, message });
  }
});

test("several images without a tag are not guessed between", async () => {
  using directory = testDirectory();
  const archive = dockerArchive(directory.path, layer, [["app:1"], ["app:2"]]);
  await expect(open(archive, directory.path)).rejects.toMatchObject({
    code: "OCI_AMBIGUOUS",
    message:
      'There are several images here: app:1, app:2. Say which one: write its tag after the path, as in "images.tar:1.0".',
  });
  expect(await hello(archive, directory.path, "2")).toBe("hi");
});

const blobOf = (layout: string, digest: string): string => join(layout, "blobs/sha256", digest.slice(7));

test.each([
  ["changed", (path: string) => writeFileSync(path, readFileSync(path).fill(99, 9, 10)), "OCI_BLOB_DIGEST"],
  ["truncated", (path: string) => truncateSync(path, 20), "OCI_BLOB_SIZE"],
  [
    "longer",
    (path: string) => writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from("more")])),
    "OCI_BLOB_SIZE",
  ],
])("a layer that was %s is refused", async (_name, damage, code) => {
  using directory = testDirectory();
  const { directory: layout } = simpleLayout(directory.path);
  damage(blobOf(layout, sha256(zlib.gzipSync(layer))));
  await expect(hello(layout, directory.path)).rejects.toMatchObject({ code });
});

test("the messages of a wrong digest and of a wrong size name the blob", async () => {
  using directory = testDirectory();
  const { directory: layout, manifest } = simpleLayout(directory.path);
  const text = readFileSync(blobOf(layout, manifest.digest), "utf8");
  writeFileSync(blobOf(layout, manifest.digest), text.replace("2", "3"));
  await expect(hello(layout, directory.path)).rejects.toThrow(
    `The image's blob ${manifest.digest} has the content of ${sha256(text.replace("2", "3"))}: the image is damaged, or was changed. Make or fetch it again.`,
  );
  truncateSync(blobOf(layout, manifest.digest), 10);
  await expect(hello(layout, directory.path)).rejects.toThrow(
    `The image's blob ${manifest.digest} should have ${manifest.size} bytes and has only 10: the image is damaged. Make or fetch it again.`,
  );
});

test("a digest that would be a path is refused before it is one", async () => {
  using directory = testDirectory();
  const layout = layoutBuilder(directory.path);
  layout.setIndex([{ mediaType: mediaTypes.manifest, digest: "sha256:../../../etc/passwd", size: 1 }]);
  await expect(open(directory.path, directory.path)).rejects.toMatchObject({
    code: "OCI_IMAGE_INVALID",
    message: 'The image names a blob by "sha256:../../../etc/passwd", which is not a sha256 digest.',
  });
});

test("what is no image is said to be none", async () => {
  using directory = testDirectory();
  mkdirSync(join(directory.path, "empty"));
  await expect(open(join(directory.path, "empty"), directory.path)).rejects.toMatchObject({
    code: "OCI_NOT_AN_IMAGE",
    message: `${directory.path}/empty holds no image: it has neither an index.json (OCI) nor a manifest.json (docker save).`,
  });
  const text = join(directory.path, "text");
  writeFileSync(text, "text ".repeat(500));
  await expect(open(text, directory.path)).rejects.toMatchObject({ code: "TAR_INVALID" });
  await expect(open(join(directory.path, "nothing"), directory.path)).rejects.toMatchObject({
    code: "OCI_UNREADABLE",
    message: `${directory.path}/nothing cannot be opened.`,
  });
});

test("an archive that was cut short is refused when it is opened", async () => {
  using directory = testDirectory();
  const archive = dockerArchive(directory.path, layerOf({ path: "hello", content: "x".repeat(50_000) }), [["a:1"]]);
  truncateSync(archive, 20_000);
  await expect(open(archive, directory.path)).rejects.toMatchObject({ code: "TAR_TRUNCATED" });
});

test("indexes that are nested without end are refused", async () => {
  using directory = testDirectory();
  const layout = layoutBuilder(directory.path);
  let index: object = layout.addImage(layer);
  for (let depth = 0; depth < 7; depth++) index = layout.add(JSON.stringify({ manifests: [index] }), mediaTypes.index);
  layout.setIndex([index]);
  await expect(open(directory.path, directory.path)).rejects.toThrow("The image's indexes are nested too deeply.");
});

test("a layer with zstd is read, or refused with what to do, as this Node.js can", async () => {
  using directory = testDirectory();
  const layout = layoutBuilder(directory.path);
  const zstd = layout.add(Buffer.from("28b52ffd2400010000", "hex"), mediaTypes.zstdLayer);
  const config = layout.add(JSON.stringify(configOf([layer])), mediaTypes.config);
  layout.setIndex([layout.add(JSON.stringify({ config, layers: [zstd] }), mediaTypes.manifest)]);
  const code = "createZstdDecompress" in zlib ? "OCI_COMPRESSION_INVALID" : "OCI_ZSTD_UNSUPPORTED";
  await expect(hello(directory.path, directory.path)).rejects.toMatchObject({ code });
  expect(existsSync(join(directory.path, "hello"))).toBe(false);
});

test("a gzip layer that ends too early is refused", async () => {
  using directory = testDirectory();
  const layout = layoutBuilder(directory.path);
  const cut = layout.add(zlib.gzipSync(layer).subarray(0, 30), mediaTypes.gzipLayer);
  const config = layout.add(JSON.stringify(configOf([layer])), mediaTypes.config);
  layout.setIndex([layout.add(JSON.stringify({ config, layers: [cut] }), mediaTypes.manifest)]);
  await expect(hello(directory.path, directory.path)).rejects.toMatchObject({
    code: "OCI_COMPRESSION_INVALID",
    message: `The layer ${cut.digest} is not valid compressed data: it is damaged or truncated.`,
  });
});

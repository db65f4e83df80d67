import { createHash } from "node:crypto";
import { compressionOf } from "../decompress.js";
import { digestOf, verified } from "../digest.js";
import { ociError } from "../oci-error.js";
import { type BlobStore, isObject, missingBlob, parseJson, readJson, readSmall } from "../store/blob-store.js";
import { type ImageLayer, mediaTypes, type OciImage } from "./model.js";
import { checkConfig, checkLayerCount } from "./oci-layout.js";
import type { Selector } from "./select-manifest.js";

interface SavedImage {
  readonly config: string;
  readonly tags: readonly string[];
  readonly layers: readonly string[];
}

/** Reads an image from a store that has the `manifest.json` of `docker save`. */
export async function readDockerArchive(store: BlobStore, selector: Selector): Promise<OciImage> {
  const saved = choose(readSaved(await readJson("manifest.json", store.open("manifest.json"))), selector.tag);
  const configBytes = await readSmall(saved.config, store.open(saved.config));
  const config = checkConfig(parseJson(saved.config, configBytes));
  checkLayerCount(saved.layers.length, config);
  const layers = saved.layers.map((name, at) => layerOf(store, name, config.rootfs.diff_ids[at]!));
  return { digest: digestOf(configBytes), config, layers: await Promise.all(layers), close: store.close };
}

function readSaved(manifest: unknown): SavedImage[] {
  if (!Array.isArray(manifest))
    throw ociError("OCI_IMAGE_INVALID", "The archive's manifest.json is not a list of images.");
  return manifest.map((each): SavedImage => {
    const { Config: config, RepoTags: tags, Layers: layers } = isObject(each) ? each : {};
    if (typeof config !== "string" || !Array.isArray(layers) || !layers.every((layer) => typeof layer === "string")) {
      throw ociError(
        "OCI_IMAGE_INVALID",
        "The archive's manifest.json has an image without a config or without layers.",
      );
    }
    return { config, layers, tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [] };
  });
}

function choose(saved: readonly SavedImage[], tag: string | undefined): SavedImage {
  const isCalled = (name: string) => name === tag || name.endsWith(`:${tag}`) || name.endsWith(`/${tag}`);
  const named = tag === undefined ? saved : saved.filter((each) => each.tags.some(isCalled));
  const names = saved.flatMap((each) => each.tags).join(", ") || "none that has a name";
  if (named.length === 1) return named[0]!;
  if (named.length === 0) {
    throw ociError(
      "OCI_NO_SUCH_IMAGE",
      tag ? `There is no image "${tag}" in it. It has: ${names}.` : "There is no image in it.",
    );
  }
  throw ociError(
    "OCI_AMBIGUOUS",
    `There are several images here: ${names}. Say which one: write its tag after the path, as in "images.tar:1.0".`,
  );
}

/** Layers are stored as plain tar, named by nothing that binds them: the config's diff id is what they are held to. */
async function layerOf(store: BlobStore, name: string, diffId: string): Promise<ImageLayer> {
  const size = await store.sizeOf(name);
  if (size === undefined) throw missingBlob(name);
  if (compressionOf(await startOf(store, name)) === "none") {
    return {
      mediaType: mediaTypes.layer,
      digest: diffId,
      size,
      diffId,
      open: () => verified(store.open(name), { digest: diffId, size }),
    };
  }
  const digest = await digestOfStored(store, name);
  return {
    mediaType: mediaTypes.gzipLayer,
    digest,
    size,
    diffId,
    open: () => verified(store.open(name), { digest, size }),
  };
}

async function startOf(store: BlobStore, name: string): Promise<Buffer> {
  for await (const chunk of store.open(name)) return chunk;
  return Buffer.alloc(0);
}

async function digestOfStored(store: BlobStore, name: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of store.open(name)) hash.update(chunk);
  return `sha256:${hash.digest("hex")}`;
}

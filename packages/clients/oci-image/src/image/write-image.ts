import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { tarEnd, tarHeader, tarPadding } from "@ingot/client-transfer";
import { makeDirectory } from "@ingot/core/plugin";
import { type Digest, digestOf } from "../digest.js";
import { type ImageConfig, type ImageLayer, mediaTypes, type Platform } from "./model.js";
import { blobName } from "./select-manifest.js";

export interface WriteImageOptions {
  /** A file of the caller's, or a new directory. */
  readonly path: string;
  readonly format: "archive" | "layout";
  /** "name:tag", under which engines list it. */
  readonly name?: string | undefined;
  /** Seconds since 1970, for the archive's own entries. */
  readonly epoch: number;
  readonly signal?: AbortSignal;
}

export interface WrittenImage {
  /** Of the manifest. */
  readonly digest: Digest;
  readonly configDigest: Digest;
}

interface ImageFile {
  readonly name: string;
  readonly size: number;
  open(): AsyncIterable<Buffer>;
}

/**
 * Writes an image: as an OCI layout, or as an archive that is an OCI archive and a `docker save` archive at once, so that
 * engines of every age load it. Layers are copied as they are. The same image gives the same bytes.
 */
export async function writeImage(
  config: ImageConfig,
  layers: readonly ImageLayer[],
  options: WriteImageOptions,
): Promise<WrittenImage> {
  const configBytes = jsonBytes(config);
  const manifestBytes = jsonBytes(manifestOf(configBytes, layers));
  const digest = digestOf(manifestBytes);
  const small = new Map([
    ["oci-layout", jsonBytes({ imageLayoutVersion: "1.0.0" })],
    ["index.json", jsonBytes(indexOf(digest, manifestBytes.length, config, options.name))],
    [blobName(digest), manifestBytes],
    [blobName(digestOf(configBytes)), configBytes],
  ]);
  if (options.format === "archive") small.set("manifest.json", jsonBytes(savedForm(configBytes, layers, options.name)));
  const files = uniqueFiles([...[...small].map(smallFile), ...layers.map(layerFile)]);
  if (options.format === "archive") await writeArchive(files, options);
  else await writeLayout(files, options);
  return { digest, configDigest: digestOf(configBytes) };
}

const jsonBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value), "utf8");

const smallFile = ([name, bytes]: [string, Buffer]): ImageFile => ({
  name,
  size: bytes.length,
  open: () => Readable.from([bytes]),
});

const layerFile = (layer: ImageLayer): ImageFile => ({
  name: blobName(layer.digest),
  size: layer.size,
  open: layer.open,
});

/** An image may have the same layer twice; its blob is stored once. */
const uniqueFiles = (files: readonly ImageFile[]): ImageFile[] =>
  [...new Map(files.map((file) => [file.name, file])).values()].sort((a, b) => (a.name < b.name ? -1 : 1));

function manifestOf(configBytes: Buffer, layers: readonly ImageLayer[]) {
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: digestOf(configBytes), size: configBytes.length },
    layers: layers.map(({ mediaType, digest, size }) => ({ mediaType, digest, size })),
  };
}

/** containerd and newer Docker take the whole name from their own annotation, skopeo and podman from OCI's. */
function indexOf(digest: Digest, size: number, config: ImageConfig, name: string | undefined) {
  const { os, architecture, variant } = config;
  const platform: Platform = { architecture, os, ...(variant && { variant }) };
  const annotations = name && {
    "io.containerd.image.name": qualifiedName(name),
    "org.opencontainers.image.ref.name": name,
  };
  const manifest = { mediaType: mediaTypes.manifest, digest, size, ...(annotations && { annotations }), platform };
  return { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [manifest] };
}

/** With the registry that Docker means when none is written. */
function qualifiedName(name: string): string {
  const [first, ...rest] = name.split("/");
  if (rest.length > 0 && (/[.:]/.test(first!) || first === "localhost")) return name;
  return rest.length > 0 ? `docker.io/${name}` : `docker.io/library/${name}`;
}

function savedForm(configBytes: Buffer, layers: readonly ImageLayer[], name: string | undefined) {
  return [
    {
      Config: blobName(digestOf(configBytes)),
      RepoTags: name ? [name] : [],
      Layers: layers.map((layer) => blobName(layer.digest)),
    },
  ];
}

async function writeArchive(files: readonly ImageFile[], { path, epoch, signal }: WriteImageOptions): Promise<void> {
  await pipeline(
    Readable.from(archiveTar(files, epoch), { objectMode: true, highWaterMark: 4 }),
    createWriteStream(path),
    signal ? { signal } : {},
  );
}

async function* archiveTar(files: readonly ImageFile[], mtime: number): AsyncGenerator<Buffer> {
  const common = { uid: 0, gid: 0, mtime };
  for (const path of ["blobs", "blobs/sha256"])
    yield tarHeader({ ...common, path, kind: "directory", mode: 0o755, size: 0 });
  for (const { name, size, open } of files) {
    yield tarHeader({ ...common, path: name, kind: "file", mode: 0o644, size });
    yield* open();
    yield tarPadding(size);
  }
  yield tarEnd();
}

async function writeLayout(files: readonly ImageFile[], { path, signal }: WriteImageOptions): Promise<void> {
  await makeDirectory(join(path, "blobs/sha256"));
  for (const { name, open } of files) {
    await pipeline(
      Readable.from(open()),
      createWriteStream(join(path, name), { flags: "wx" }),
      signal ? { signal } : {},
    );
  }
}

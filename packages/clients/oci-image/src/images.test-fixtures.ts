import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { archiveOf as layerOf, type TestEntry } from "../../transfer/src/tar/archive.test-fixtures.js";
import { type ImageConfig, type ImageLayer, mediaTypes, type OciImage } from "./image/model.js";

export { layerOf, type TestEntry };

export const sha256 = (bytes: Buffer | string): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** An image that lies in memory. */
export function imageOf(...layers: readonly Buffer[]): OciImage {
  const stored = layers.map((tar): ImageLayer => {
    const bytes = gzipSync(tar);
    const common = { mediaType: mediaTypes.gzipLayer, size: bytes.length };
    return { ...common, digest: sha256(bytes), diffId: sha256(tar), open: () => once(bytes) };
  });
  return { digest: "", config: configOf(layers), layers: stored, close: async () => {} };
}

export const configOf = (layers: readonly Buffer[]): ImageConfig => ({
  os: "linux",
  architecture: "amd64",
  config: { Env: ["PATH=/bin"] },
  rootfs: { type: "layers", diff_ids: layers.map(sha256) },
});

/** Puts blobs into a layout by hand, so that every byte of it can be wrong. */
export function layoutBuilder(directory: string) {
  mkdirSync(join(directory, "blobs/sha256"), { recursive: true });
  const add = (bytes: Buffer | string, mediaType: string) => {
    const digest = sha256(bytes);
    writeFileSync(join(directory, "blobs/sha256", digest.slice(7)), bytes);
    return { mediaType, digest, size: Buffer.byteLength(bytes) };
  };
  const addImage = (...layers: readonly Buffer[]) => {
    const stored = layers.map((tar) => add(gzipSync(tar), mediaTypes.gzipLayer));
    const config = add(JSON.stringify(configOf(layers)), mediaTypes.config);
    return add(JSON.stringify({ schemaVersion: 2, config, layers: stored }), mediaTypes.manifest);
  };
  const setIndex = (manifests: readonly object[]) => {
    writeFileSync(join(directory, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
    writeFileSync(join(directory, "index.json"), JSON.stringify({ schemaVersion: 2, manifests }));
  };
  return { directory, add, addImage, setIndex };
}

/** An empty directory of the test's own: `using directory = testDirectory()`. */
export function testDirectory(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "ingot-oci-test-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

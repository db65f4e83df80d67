import { checkDigestForm, type Digest } from "../digest.js";
import { ociError } from "../oci-error.js";
import { type BlobStore, isObject, type JsonObject } from "../store/blob-store.js";
import { type ImageConfig, type ImageLayer, mediaTypes, type OciImage } from "./model.js";
import {
  type Descriptor,
  openBlob,
  readBlobJson,
  readDescriptor,
  type Selector,
  selectManifest,
} from "./select-manifest.js";

/** Reads an image from a store that has an `index.json`. */
export async function readOciLayout(store: BlobStore, selector: Selector): Promise<OciImage> {
  const descriptor = await selectManifest(store, selector);
  const manifest = await readBlobJson(store, descriptor);
  if (!isObject(manifest) || !Array.isArray(manifest.layers)) {
    throw ociError("OCI_IMAGE_INVALID", `The image's manifest ${descriptor.digest} lists no layers.`);
  }
  const config = checkConfig(await readBlobJson(store, readDescriptor(manifest.config)));
  const layers = manifest.layers.map(readDescriptor);
  checkLayerCount(layers.length, config);
  return {
    digest: descriptor.digest,
    config,
    layers: layers.map((layer, at) => layerOf(store, layer, config.rootfs.diff_ids[at]!)),
    close: store.close,
  };
}

function layerOf(store: BlobStore, layer: Descriptor, diffId: Digest): ImageLayer {
  return {
    mediaType: ociMediaType(layer.mediaType),
    digest: layer.digest,
    size: layer.size,
    diffId,
    open: () => openBlob(store, layer),
  };
}

/** Docker's names for layers are other words for the same bytes. */
function ociMediaType(mediaType: string): string {
  if (mediaType.includes(".foreign.") || mediaType.includes(".nondistributable.")) {
    throw ociError(
      "OCI_LAYER_FOREIGN",
      "The image has a layer that is not in it but at an address, as Windows images do.",
    );
  }
  if (/[.+]gzip$/.test(mediaType)) return mediaTypes.gzipLayer;
  if (/[.+]zstd$/.test(mediaType)) return mediaTypes.zstdLayer;
  return /\.tar$/.test(mediaType) ? mediaTypes.layer : unknownLayer(mediaType);
}

function unknownLayer(mediaType: string): never {
  throw ociError("OCI_LAYER_UNSUPPORTED", `The image has a layer of the kind "${mediaType}", which holds no files.`);
}

/** Throws unless `value` has what every image config must have. */
export function checkConfig(value: unknown): ImageConfig {
  const rootfs = isObject(value) ? value.rootfs : undefined;
  const { os, architecture } = (isObject(value) ? value : {}) as JsonObject;
  if (
    typeof os !== "string" ||
    typeof architecture !== "string" ||
    !isObject(rootfs) ||
    !Array.isArray(rootfs.diff_ids)
  ) {
    throw ociError("OCI_IMAGE_INVALID", "The image's config lacks its os, its architecture or its list of layers.");
  }
  rootfs.diff_ids.forEach(checkDigestForm);
  return value as ImageConfig;
}

export function checkLayerCount(count: number, config: ImageConfig): void {
  const expected = config.rootfs.diff_ids.length;
  if (count === expected) return;
  throw ociError("OCI_IMAGE_INVALID", `The image's manifest has ${count} layers and its config speaks of ${expected}.`);
}

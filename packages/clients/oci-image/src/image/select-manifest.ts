import { checkDigestForm, type Digest, verified } from "../digest.js";
import { ociError } from "../oci-error.js";
import { type BlobStore, isObject, type JsonObject, parseJson, readJson, readSmall } from "../store/blob-store.js";
import { type Platform, showPlatform } from "./model.js";

export interface Selector {
  /** The image's tag or whole name, as its archive gives it. */
  readonly tag?: string | undefined;
  readonly platform: Platform;
}

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly platform?: JsonObject;
  readonly names: readonly string[];
}

const deepestIndex = 4;

/** Finds the one manifest of an OCI layout that the selector means. */
export async function selectManifest(store: BlobStore, selector: Selector): Promise<Descriptor> {
  const top = descriptorsOf(await readJson("index.json", store.open("index.json")), "index.json");
  const named = selector.tag === undefined ? top : top.filter((each) => isCalled(each, selector.tag!));
  if (named.length === 0) throw noSuchTag(selector.tag, top);
  const manifests = await expandIndexes(store, named, 0);
  const images = manifests.filter((each) => each.platform?.os !== "unknown"); // attestations are no images
  return choose(images, selector);
}

function descriptorsOf(index: unknown, name: string): Descriptor[] {
  const listed = isObject(index) ? index.manifests : undefined;
  if (!Array.isArray(listed)) throw ociError("OCI_IMAGE_INVALID", `The image's ${name} lists no manifests.`);
  return listed.map(readDescriptor);
}

/** Checks that `value` is a descriptor whose digest and size we can hold it to. */
export function readDescriptor(value: unknown): Descriptor {
  const { mediaType, digest, size, platform, annotations } = isObject(value) ? value : {};
  if (typeof mediaType !== "string" || !Number.isSafeInteger(size) || (size as number) < 0) {
    throw ociError("OCI_IMAGE_INVALID", "The image has a descriptor without a media type or a size.");
  }
  return {
    mediaType,
    digest: checkDigestForm(digest),
    size: size as number,
    ...(isObject(platform) && { platform }),
    names: isObject(annotations) ? namesIn(annotations) : [],
  };
}

function namesIn(annotations: JsonObject): string[] {
  const keys = ["org.opencontainers.image.ref.name", "io.containerd.image.name"];
  return keys.map((key) => annotations[key]).filter((name) => typeof name === "string");
}

/** By its whole name, or by the tag at its end. */
const isCalled = ({ names }: Descriptor, tag: string): boolean =>
  names.some((name) => name === tag || name.endsWith(`:${tag}`) || name.endsWith(`/${tag}`));

/** A multi-platform image is an index of manifests, which may lie in another index. */
async function expandIndexes(store: BlobStore, listed: readonly Descriptor[], depth: number): Promise<Descriptor[]> {
  if (depth > deepestIndex) throw ociError("OCI_IMAGE_INVALID", "The image's indexes are nested too deeply.");
  const expanded: Descriptor[] = [];
  for (const each of listed) {
    if (!isIndex(each.mediaType)) expanded.push(each);
    else
      expanded.push(
        ...(await expandIndexes(store, descriptorsOf(await readBlobJson(store, each), "index"), depth + 1)),
      );
  }
  return expanded;
}

const isIndex = (mediaType: string): boolean => /\.image\.index\.|\.manifest\.list\./.test(mediaType);

function choose(images: readonly Descriptor[], { platform }: Selector): Descriptor {
  const fitting = images.filter((each) => !each.platform || matches(each.platform, platform));
  const digests = new Set(fitting.map((each) => each.digest));
  if (digests.size === 1) return fitting[0]!;
  const choices = images.map(showChoice).join(", ") || "none";
  if (digests.size === 0) {
    const wanted = showPlatform(platform);
    throw ociError("OCI_NO_SUCH_PLATFORM", `The image has nothing for the platform ${wanted}. It has: ${choices}.`);
  }
  throw ociError(
    "OCI_AMBIGUOUS",
    `There are several images here: ${choices}. Say which one: write its tag after the path, as in "images.tar:1.0".`,
  );
}

function matches(offered: JsonObject, wanted: Platform): boolean {
  if (offered.os !== wanted.os || offered.architecture !== wanted.architecture) return false;
  return wanted.variant === undefined || offered.variant === wanted.variant;
}

function showChoice({ names, platform, digest }: Descriptor): string {
  const name = names[0] ?? digest;
  return platform ? `${name} (${showPlatform(platform as unknown as Platform)})` : name;
}

function noSuchTag(tag: string | undefined, listed: readonly Descriptor[]) {
  const names = [...new Set(listed.flatMap((each) => each.names))].join(", ") || "none that has a name";
  const message =
    tag === undefined ? "There is no image in it." : `There is no image "${tag}" in it. It has: ${names}.`;
  return ociError("OCI_NO_SUCH_IMAGE", message);
}

export const blobName = (digest: Digest): string => `blobs/${digest.replace(":", "/")}`;

/** A blob's checked bytes. */
export const openBlob = (store: BlobStore, { digest, size }: Pick<Descriptor, "digest" | "size">) =>
  verified(store.open(blobName(digest)), { digest, size });

export async function readBlobJson(store: BlobStore, descriptor: Descriptor): Promise<unknown> {
  return parseJson(descriptor.digest, await readSmall(descriptor.digest, openBlob(store, descriptor)));
}

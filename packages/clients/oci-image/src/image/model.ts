import type { Digest } from "../digest.js";
import type { JsonObject } from "../store/blob-store.js";

/** `os/architecture[/variant]`, in Go's vocabulary: "linux/arm64". */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** The part of an image config that says how it runs. Names as the specification has them. */
export interface RunConfig {
  readonly User?: string;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly WorkingDir?: string;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly StopSignal?: string;
}

export interface HistoryEntry {
  readonly created?: string;
  readonly created_by?: string;
  readonly author?: string;
  readonly comment?: string;
  readonly empty_layer?: boolean;
}

/** An image config as the specification has it; what we do not know of is kept. */
export interface ImageConfig extends JsonObject {
  readonly created?: string;
  readonly author?: string;
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly config?: RunConfig;
  readonly rootfs: { readonly type: "layers"; readonly diff_ids: readonly Digest[] };
  readonly history?: readonly HistoryEntry[];
}

/** One layer as it is stored: compressed or not. */
export interface ImageLayer {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes as stored. */
  readonly size: number;
  /** Digest of the uncompressed tar stream. */
  readonly diffId: Digest;
  /** The stored bytes; they are checked as they are read. */
  open(): AsyncIterable<Buffer>;
}

/** An image that can be unpacked and built upon. */
export interface OciImage {
  /** Of its manifest; of its config where it comes from a `docker save` archive without manifests. */
  readonly digest: Digest;
  readonly config: ImageConfig;
  readonly layers: readonly ImageLayer[];
  close(): Promise<void>;
}

export const mediaTypes = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
  gzipLayer: "application/vnd.oci.image.layer.v1.tar+gzip",
  zstdLayer: "application/vnd.oci.image.layer.v1.tar+zstd",
} as const;

export const showPlatform = ({ os, architecture, variant }: Platform): string =>
  [os, architecture, variant].filter(Boolean).join("/");

/** Undefined when `text` is not `os/architecture[/variant]`. */
export function parsePlatform(text: string): Platform | undefined {
  const match = /^([a-z0-9]+)\/([a-z0-9_]+)(?:\/([a-z0-9]+))?$/.exec(text);
  if (!match) return undefined;
  return { os: match[1]!, architecture: match[2]!, ...(match[3] && { variant: match[3] }) };
}

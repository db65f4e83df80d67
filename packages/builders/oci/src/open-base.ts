import { existsSync } from "node:fs";
import {
  type OciImage,
  openImage,
  type Platform,
  parsePlatform,
  scratchConfig,
  showPlatform,
} from "@ingot/client-oci-image";
import { type BuildContext, IngotError, isIngotError } from "@ingot/core/plugin";
import type { OciConfig } from "./config.js";
import { hostPlatform } from "./host-platform.js";
import { explainMissing, parseBaseReference } from "./image-reference.js";

export interface Base {
  readonly image: OciImage;
  /** The base's digest; empty for scratch. */
  readonly digest: string;
}

/** What the image begins with. It is closed when the build ends. */
export async function openBase(config: OciConfig, run: BuildContext, spoolDirectory: string): Promise<Base> {
  const platform = config.platform === undefined ? hostPlatform(run.host) : parsePlatform(config.platform)!;
  const reference = parseBaseReference(config.from, (path) => existsSync(run.host.resolve(path)));
  if (reference.kind === "scratch") return { image: emptyImage(platform), digest: "" };
  if (reference.kind === "missing") throw baseMissing(config.from);
  const path = run.host.resolve(reference.path);
  run.say(`Reading base image ${reference.path}`);
  const options = { tag: reference.tag, platform, spoolDirectory };
  const image = await openImage(path, options).catch((error: unknown) => {
    throw isIngotError(error) ? baseUnusable(config.from, error) : error;
  });
  run.defer(image.close);
  warnOfOtherProcessor(image, run);
  return { image, digest: image.digest };
}

const emptyImage = (platform: Platform): OciImage => ({
  digest: "",
  config: scratchConfig(platform),
  layers: [],
  close: async () => {},
});

function warnOfOtherProcessor({ config }: OciImage, run: BuildContext): void {
  const { os, architecture } = config;
  const own = hostPlatform(run.host);
  if (os === own.os && architecture === own.architecture) return;
  run.warn(
    `The base image is for ${showPlatform({ os, architecture })} and this machine is ${showPlatform(own)}: commands run in it only where an emulator is registered.`,
  );
}

/** What reads an archive does not know by which name the user knows it. */
function baseUnusable(from: string, error: IngotError): IngotError {
  const { code, source, message, data } = error;
  const text = `The base image "${from}" cannot be used: ${message}`;
  return new IngotError({ code, source, message: text, cause: error.cause, data });
}

const baseMissing = (from: string) =>
  new IngotError({ code: "OCI_BASE_MISSING", source: "user", message: explainMissing(from) });

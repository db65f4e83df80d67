import { httpRequest } from "@ingot/client-http";
import { type BuildContext, IngotError } from "@ingot/core/plugin";
import { firstThatWorks } from "./fetch-iso.js";
import type { IsoConfig } from "./iso-fields.js";
import type { WebOrigin } from "./origin.js";

/**
 * The address of an image that a hypervisor reads from the server itself, or the path of a local one. Nothing is downloaded, and no
 * checksum is looked at. Throws DOWNLOAD_FAILED when no server gives parts of files.
 */
export const remoteIso = (config: IsoConfig, run: BuildContext): Promise<string> =>
  firstThatWorks(config, run, async (origin) => {
    if (origin.kind === "file") return run.host.resolve(origin.path);
    await requireParts(origin, run);
    return origin.url;
  });

async function requireParts({ url, shown }: WebOrigin, run: BuildContext): Promise<void> {
  const request = { url, method: "HEAD", timeout: 60_000, mostBytes: 0 };
  const { status, headers } = await httpRequest(request, run.host, run.signal);
  if (status !== 200) throw unusable(`${shown} was answered with the status ${status}.`);
  if (headers["accept-ranges"] !== "bytes") throw unusable(noParts(shown));
}

const noParts = (shown: string) =>
  `The server does not say that it gives parts of ${shown} (Accept-Ranges: bytes), so the image cannot be read in place. Remove iso_skip_cache.`;

const unusable = (message: string) => new IngotError({ code: "HTTP_STATUS", source: "outside", message });

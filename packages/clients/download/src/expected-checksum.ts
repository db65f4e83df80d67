import { readFile } from "node:fs/promises";
import { httpRequest, withRetries } from "@ingot/client-http";
import { type BuildContext, IngotError, reasonOf } from "@ingot/core/plugin";
import { type Checksum, parseChecksum } from "./checksum.js";
import { findChecksum } from "./checksum-file.js";
import { fileNameOf, type Origin, originOf } from "./origin.js";

/** The checksum that an image from there must have; undefined: whatever comes is right. */
export type Expectation = (origin: Origin) => Promise<Checksum | undefined>;

/** What `iso_checksum` says counts more than what an address says of itself. A checksum file is read once. */
export function expectChecksum(written: string | undefined, run: Pick<BuildContext, "host" | "signal">): Expectation {
  const files = new Map<string, Promise<string>>();
  const read = (location: string) => {
    const text = files.get(location) ?? readChecksumFile(location, run);
    files.set(location, text);
    return text;
  };
  return async (origin) => {
    const own = written === undefined || written === "" || /^\s*none\s*$/i.test(written) ? origin.checksum : written;
    const wanted = parseChecksum(own ?? "none");
    if (typeof wanted === "string") throw invalid(wanted);
    if (wanted.kind === "none") return undefined;
    if (wanted.kind === "checksum") return wanted.checksum;
    const found = findChecksum(await read(wanted.location), origin.path);
    if (!found) throw unlisted(wanted.location, origin);
    return found;
  };
}

/** Of a checksum file, in bytes. */
const mostBytes = 16 * 1024 * 1024;

async function readChecksumFile(location: string, run: Pick<BuildContext, "host" | "signal">): Promise<string> {
  const origin = originOf(location);
  if (typeof origin === "string") throw invalid(origin);
  try {
    if (origin.kind === "file") return await readFile(run.host.resolve(origin.path), "utf8");
    const request = { url: origin.url, timeout: 60_000, mostBytes };
    const ask = () => httpRequest(request, run.host, run.signal);
    const { status, body } = await withRetries(ask, (answer) => answer.status >= 500, run.host, run.signal);
    if (status !== 200) throw new Error(`the server answered with the status ${status}`);
    return body.toString("utf8");
  } catch (cause) {
    if (run.signal.aborted) throw run.signal.reason;
    const message = `The checksum file ${origin.shown} cannot be read: ${reasonOf(cause).replace(/\.$/, "")}.`;
    throw new IngotError({ code: "CHECKSUM_FILE", source: "outside", message, cause });
  }
}

const invalid = (message: string) => new IngotError({ code: "CHECKSUM_INVALID", source: "user", message });

const unlisted = (location: string, origin: Origin) =>
  new IngotError({
    code: "CHECKSUM_UNLISTED",
    source: "user",
    message: `The checksum file ${shownOf(location)} has no checksum of "${fileNameOf(origin)}".`,
  });

function shownOf(location: string): string {
  const origin = originOf(location);
  return typeof origin === "string" ? location : origin.shown;
}

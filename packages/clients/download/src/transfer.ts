import { type HttpAnswer, withResponse } from "@ingot/client-http";
import { reportProgress, sizeText } from "@ingot/client-transfer";
import { type BuildContext, IngotError, isIngotError, reasonOf } from "@ingot/core/plugin";
import type { WebOrigin } from "./origin.js";
import type { PartialFile, Provenance } from "./partial-file.js";

/** How long a server may say nothing, in milliseconds. */
const patience = 60_000;

/** Milliseconds before each further attempt. They begin anew when something has come. */
const waits = [1000, 2000, 4000, 8000] as const;

/** What a server asks for beyond that is not heeded. Milliseconds. */
const longestWish = 300_000;

/** That much has come: the line is bad, but not dead. */
const notable = 1 << 20;

export type TransferContext = Pick<BuildContext, "host" | "signal" | "say">;

/**
 * Fills `partial` with what `origin` has, going on from where it ends when the server still has the same file. A cut connection and
 * a passing refusal are tried again. With `known` the server need not send what has not changed: then the answer is "unchanged".
 */
export async function transfer(
  origin: WebOrigin,
  partial: PartialFile,
  run: TransferContext,
  known?: Provenance,
): Promise<"whole" | "unchanged"> {
  let errors: unknown[] = [];
  let furthest = partial.size;
  for (;;) {
    try {
      return await attempt(origin, partial, run, known);
    } catch (error) {
      if (partial.size >= furthest + notable) errors = [];
      furthest = Math.max(furthest, partial.size);
      const usual = waits[errors.length];
      errors.push(error);
      const wait = usual && Math.max(usual, wishOf(error, run.host.now()));
      if (wait === undefined || run.signal.aborted || !isPassing(error)) throw withAttempts(error, errors);
      run.say(`${reasonOf(error)} Trying again in ${wait / 1000} s`);
      await run.host.sleep(wait, run.signal);
    }
  }
}

/** How long a server wishes to be left alone, in seconds or until a date. */
function wishOf(error: unknown, now: Date): number {
  const wish = isIngotError(error, "HTTP_STATUS") ? String(error.data.retryAfter ?? "") : "";
  const wait = /^\d+$/.test(wish) ? Number(wish) * 1000 : Math.ceil((Date.parse(wish) - now.getTime()) / 1000) * 1000;
  return Math.min(wait || 0, longestWish);
}

function withAttempts(error: unknown, attempts: readonly unknown[]): unknown {
  if (!isIngotError(error) || attempts.length < 2) return error;
  const { code, source, cause, data, message } = error;
  return new IngotError({ code, source, message, cause, data, attempts });
}

function attempt(origin: WebOrigin, partial: PartialFile, run: TransferContext, known: Provenance | undefined) {
  const headers = { ...(known && unlessChanged(known)), ...fromThere(partial) };
  const options = { signal: run.signal, patience };
  return withResponse({ url: origin.url, headers }, run.host, options, (answer) =>
    receive(answer, origin, partial, run),
  );
}

function unlessChanged({ etag, lastModified }: Provenance): Record<string, string> {
  if (etag) return { "If-None-Match": etag };
  return lastModified ? { "If-Modified-Since": lastModified } : {};
}

/** A weak tag does not promise equal bytes. */
function fromThere({ size, provenance, isWhole }: PartialFile): Record<string, string> {
  const { etag, lastModified } = provenance;
  const validator = etag && !etag.startsWith("W/") ? etag : lastModified;
  return size > 0 && !isWhole && validator ? { Range: `bytes=${size}-`, "If-Range": validator } : {};
}

async function receive(answer: HttpAnswer, origin: WebOrigin, partial: PartialFile, run: TransferContext) {
  switch (answer.status) {
    case 304:
      return "unchanged";
    case 200:
      await partial.restart({ ...provenanceOf(answer), total: lengthOf(answer) });
      break;
    case 206:
      await refuseOtherPart(answer, partial, origin);
      run.say(`Going on after ${sizeText(partial.size)}`);
      break;
    case 416:
      await partial.restart({});
      throw changed(origin);
    default:
      throw refused(origin, answer);
  }
  await receiveBody(answer, origin, partial, run);
  return "whole";
}

async function receiveBody({ body }: HttpAnswer, origin: WebOrigin, partial: PartialFile, run: TransferContext) {
  const { total } = partial.provenance;
  const report = reportProgress({ done: "Downloaded", from: partial.size, total }, run.say, run.host);
  for await (const chunk of body) {
    await partial.append(chunk, run.signal);
    report(partial.size);
  }
  if (total !== undefined && partial.size !== total) throw wrongLength(origin, partial.size, total);
  if (partial.size === 0) throw failure("DOWNLOAD_EMPTY", `${origin.shown} is empty.`);
  await partial.note({ ...partial.provenance, total: partial.size });
}

const provenanceOf = ({ headers }: HttpAnswer): Provenance => ({
  etag: headers.etag,
  lastModified: headers["last-modified"],
});

const lengthOf = ({ headers }: HttpAnswer): number | undefined =>
  headers["content-length"] === undefined ? undefined : Number(headers["content-length"]);

/** Some servers send a part of another file than the one that If-Range asks for. */
async function refuseOtherPart(answer: HttpAnswer, partial: PartialFile, origin: WebOrigin): Promise<void> {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(answer.headers["content-range"] ?? "") ?? [];
  const { etag, lastModified } = provenanceOf(answer);
  const { provenance: known, size } = partial;
  const isSame =
    Number(start) === size &&
    (total === "*" || known.total === undefined || Number(total) === known.total) &&
    agree(etag, known.etag) &&
    agree(lastModified, known.lastModified);
  if (isSame) return;
  await partial.restart({});
  throw changed(origin);
}

const agree = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other;

const failure = (code: string, message: string, data = {}) =>
  new IngotError({ code, source: "outside", message, data });

const changed = ({ shown }: WebOrigin) =>
  failure("DOWNLOAD_CHANGED", `${shown} has changed since its download began, which therefore begins anew.`);

const wrongLength = ({ shown }: WebOrigin, size: number, total: number) =>
  failure("DOWNLOAD_LENGTH", `${shown} has ${total} bytes by its own account, and ${size} have come.`);

const refused = ({ shown }: WebOrigin, { status, headers }: HttpAnswer) =>
  failure("HTTP_STATUS", `${shown} was answered with the status ${status}.`, {
    status,
    ...(headers["retry-after"] !== undefined && { retryAfter: headers["retry-after"] }),
  });

const passingCodes = new Set(["HTTP_UNREACHABLE", "HTTP_INCOMPLETE", "DOWNLOAD_CHANGED", "DOWNLOAD_LENGTH"]);
const passingStatuses = new Set<unknown>([408, 425, 429, 500, 502, 503, 504]);

const isPassing = (error: unknown): boolean =>
  isIngotError(error) &&
  (passingCodes.has(error.code) || (error.code === "HTTP_STATUS" && passingStatuses.has(error.data.status)));

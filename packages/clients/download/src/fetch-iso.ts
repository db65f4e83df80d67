import { stat } from "node:fs/promises";
import { type BuildContext, IngotError, isIngotError, reasonOf } from "@ingot/core/plugin";
import { addressesOf } from "./check-iso.js";
import type { Checksum } from "./checksum.js";
import { mismatch } from "./checksum-mismatch.js";
import { download } from "./download.js";
import { expectChecksum } from "./expected-checksum.js";
import type { IsoConfig } from "./iso-fields.js";
import { decoded, type FileOrigin, type Origin, originOf } from "./origin.js";
import { digestOfFile } from "./partial-file.js";

/**
 * The local path of the image, which has the checksum that was asked for. Files of this machine are used in place; others are
 * downloaded unless the cache has them. Throws DOWNLOAD_FAILED when no address gives it, with an error for each as `attempts`.
 */
export async function fetchIso(config: IsoConfig, run: BuildContext): Promise<string> {
  const expected = expectChecksum(config.iso_checksum, run);
  run.say("Retrieving ISO");
  return firstThatWorks(config, run, async (origin) => {
    const checksum = await expected(origin);
    const path =
      origin.kind === "file" ? await fileInPlace(origin, checksum, run) : await download(origin, checksum, config, run);
    run.say(`${origin.shown} => ${path}`);
    return path;
  });
}

/** Tries the addresses in their order, and says why one does not do. */
export async function firstThatWorks<T>(
  config: IsoConfig,
  run: BuildContext,
  use: (origin: Origin) => Promise<T>,
): Promise<T> {
  const failures: { readonly shown: string; readonly error: IngotError }[] = [];
  for (const address of addressesOf(config)) {
    const origin = originOf(address);
    if (typeof origin === "string") throw new IngotError({ code: "ADDRESS_INVALID", source: "user", message: origin });
    hideLogin(origin, run);
    run.say(`Trying ${origin.shown}`);
    try {
      return await use(origin);
    } catch (error) {
      if (run.signal.aborted || !isIngotError(error)) throw error;
      failures.push({ shown: origin.shown, error });
      if (failures.length < addressesOf(config).length) run.say(error.message);
    }
  }
  throw noneWorks(failures);
}

function hideLogin(origin: Origin, run: BuildContext): void {
  const password = origin.kind === "web" ? new URL(origin.url).password : "";
  for (const secret of new Set([password, decoded(password)])) if (secret) run.hide(secret);
}

function noneWorks(failures: readonly { readonly shown: string; readonly error: IngotError }[]): IngotError {
  const attempts = failures.map(({ error }) => error);
  const code = "DOWNLOAD_FAILED";
  const source = attempts.every((error) => error.source === "user") ? "user" : "outside";
  if (failures.length === 1) {
    const [{ message, cause, attempts: own, data } = attempts[0]!] = attempts;
    return new IngotError({ code, source, message, cause, data, attempts: own });
  }
  const lines = failures.map(({ shown, error }) => `\n- ${shown}: ${reasonOf(error)}`);
  return new IngotError({ code, source, message: `None of the addresses gave the image:${lines.join("")}`, attempts });
}

async function fileInPlace(origin: FileOrigin, checksum: Checksum | undefined, run: BuildContext): Promise<string> {
  const path = run.host.resolve(origin.path);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw missing(path);
  if (!checksum) return path;
  const digest = await digestOfFile(path, checksum.algorithm, run.signal);
  if (digest !== checksum.digest) throw mismatch(origin, checksum, digest);
  return path;
}

const missing = (path: string) =>
  new IngotError({ code: "FILE_MISSING", source: "user", message: `There is no file "${path}".` });

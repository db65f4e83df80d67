import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Host, IngotError, reasonOf } from "@ingot/core/plugin";
import type { TlsOptions } from "./tls-options.js";

/** Where an environment says that certificates are, and the variables by which it says so. */
export interface TlsFiles {
  readonly ca?: Setting | undefined;
  /** A folder of certificates. */
  readonly caPath?: Setting | undefined;
  readonly cert?: Setting | undefined;
  readonly key?: Setting | undefined;
  readonly servername?: string | undefined;
  readonly rejectUnauthorized: boolean;
}

export interface Setting {
  readonly variable: string;
  readonly value: string;
}

/** A variable of the environment that is set to something. */
export function settingOf(env: Host["env"], variable: string): Setting | undefined {
  const value = env[variable];
  return value === undefined || value === "" ? undefined : { variable, value };
}

/** Go's words for true and false, as the programs have them whose variables these are. */
export function isOn(env: Host["env"], variable: string, otherwise: boolean): boolean {
  const text = env[variable] ?? "";
  if (/^(?:1|t|true)$/i.test(text)) return true;
  return /^(?:0|f|false)$/i.test(text) ? false : otherwise;
}

/** Reads the files. Throws an `IngotError` TLS_FILE that names the variable. */
export async function readTlsFiles(files: TlsFiles, host: Pick<Host, "resolve">): Promise<TlsOptions> {
  const [ca, folder, cert, key] = await Promise.all([
    readPem(files.ca, host),
    readFolder(files.caPath, host),
    readPem(files.cert, host),
    readPem(files.key, host),
  ]);
  const { servername, rejectUnauthorized } = files;
  return { ca: ca ?? folder, cert, key, servername, rejectUnauthorized };
}

const readPem = (setting: Setting | undefined, host: Pick<Host, "resolve">): Promise<string | undefined> =>
  told(setting, (path) => readFile(host.resolve(path), "utf8"));

const readFolder = (setting: Setting | undefined, host: Pick<Host, "resolve">): Promise<string | undefined> =>
  told(setting, async (path) => {
    const names = await readdir(host.resolve(path));
    const texts = await Promise.all(names.sort().map((name) => readFile(join(host.resolve(path), name), "utf8")));
    return texts.join("\n");
  });

async function told(
  setting: Setting | undefined,
  read: (path: string) => Promise<string>,
): Promise<string | undefined> {
  if (!setting) return undefined;
  try {
    return await read(setting.value);
  } catch (cause) {
    const message = `${setting.variable} names "${setting.value}", which cannot be read: ${reasonOf(cause)}.`;
    throw new IngotError({ code: "TLS_FILE", source: "user", message, cause });
  }
}

import { readFile } from "node:fs/promises";
import { isOn, readTlsFiles, settingOf, type TlsOptions } from "@ingot/client-http";
import type { Host } from "@ingot/core/plugin";
import { vaultError } from "./vault-error.js";

export interface VaultSettings {
  /** Without a slash at its end. */
  readonly address: string;
  readonly token: string;
  readonly namespace: string | undefined;
  /** Milliseconds. */
  readonly timeout: number;
  readonly tls: TlsOptions;
}

export async function readSettings(host: Host): Promise<VaultSettings> {
  const { env } = host;
  return {
    address: addressOf(env.VAULT_ADDR || "https://127.0.0.1:8200"),
    token: await tokenOf(host),
    namespace: env.VAULT_NAMESPACE || undefined,
    timeout: timeoutOf(env.VAULT_CLIENT_TIMEOUT),
    tls: await tlsOf(host),
  };
}

function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  const message = "VAULT_ADDR must be an address such as https://vault.example.com:8200.";
  throw vaultError("user", "VAULT_ADDRESS", message);
}

/** What `vault login` leaves in the home directory serves where the variable is not set. */
async function tokenOf({ env, resolve }: Host): Promise<string> {
  const token = env.VAULT_TOKEN?.trim() || (await readToken(resolve("~/.vault-token")));
  if (token) return token;
  const message =
    "no token for Vault is known: set VAULT_TOKEN, or log in with `vault login`, which writes ~/.vault-token.";
  throw vaultError("user", "VAULT_TOKEN_MISSING", message);
}

async function readToken(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch {
    return undefined; // there is none, or not for us
  }
}

const standardTimeout = 60_000;

/** Seconds, or a number with a unit. */
function timeoutOf(text: string | undefined): number {
  const [, count, unit = "s"] = /^(\d+)(ms|s|m)?$/.exec(text ?? "") ?? [];
  return count === undefined ? standardTimeout : Number(count) * { ms: 1, s: 1000, m: 60_000 }[unit]!;
}

async function tlsOf(host: Host): Promise<TlsOptions> {
  const { env } = host;
  const read = await readTlsFiles(
    {
      ca: settingOf(env, "VAULT_CACERT"),
      caPath: settingOf(env, "VAULT_CAPATH"),
      cert: settingOf(env, "VAULT_CLIENT_CERT"),
      key: settingOf(env, "VAULT_CLIENT_KEY"),
      servername: settingOf(env, "VAULT_TLS_SERVER_NAME")?.value,
      rejectUnauthorized: !isOn(env, "VAULT_SKIP_VERIFY", false),
    },
    host,
  );
  return env.VAULT_CACERT_BYTES ? { ...read, ca: env.VAULT_CACERT_BYTES } : read;
}

import { type HttpResponse, httpRequest, pathOf, withRetries } from "@ingot/client-http";
import { type Host, isIngotError } from "@ingot/core/plugin";
import type { VaultSettings } from "./settings.js";
import { vaultError } from "./vault-error.js";

/** What Vault says of a path: a status of 200 or 404, and JSON. */
export interface VaultAnswer {
  readonly found: boolean;
  readonly json: unknown;
}

const mostBytes = 16 * 1024 * 1024;

/** Asks again where the server cannot serve at the moment. Every other refusal is an error that says what to do. */
export async function askVault(
  path: string,
  settings: VaultSettings,
  host: Host,
  signal: AbortSignal,
  query: Readonly<Record<string, string>> = {},
): Promise<VaultAnswer> {
  const search = new URLSearchParams(query).toString();
  const url = `${settings.address}/v1/${pathOf(path)}${search === "" ? "" : `?${search}`}`;
  const ask = () => askFollowing(url, settings, host, signal);
  const response = await withAdvice(() => withRetries(ask, isPassing, host, signal));
  const { status } = response;
  if (status === 200 || status === 404) return { found: status === 200, json: jsonOf(response) };
  throw refused(path, response, settings);
}

/** A standby server sends the asker to the active one: once, with the token, and never from HTTPS to HTTP. */
async function askFollowing(
  url: string,
  settings: VaultSettings,
  host: Host,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const response = await ask(url, settings, host, signal);
  const { location } = response.headers;
  if (![301, 302, 307, 308].includes(response.status) || !location) return response;
  const target = new URL(location, url);
  if (new URL(url).protocol === "https:" && target.protocol !== "https:") {
    const message = `Vault sends us from HTTPS to ${target.origin}, which would show the token to others. Set VAULT_ADDR to the active server.`;
    throw vaultError("outside", "VAULT_REDIRECT", message);
  }
  return ask(target.href, settings, host, signal);
}

const ask = (
  url: string,
  { token, namespace, tls, timeout }: VaultSettings,
  host: Host,
  signal: AbortSignal,
): Promise<HttpResponse> => {
  const headers = {
    "X-Vault-Token": token,
    "X-Vault-Request": "true",
    ...(namespace !== undefined && { "X-Vault-Namespace": namespace }),
  };
  return httpRequest({ url, headers, tls, timeout, mostBytes, followRedirects: false }, host, signal);
};

const isPassing = ({ status }: HttpResponse): boolean => status === 412 || status === 429 || status >= 500;

/** The failures of a connection, with the variables that mend them. */
async function withAdvice<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isIngotError(error, "HTTP_TLS")) {
      const advice =
        "If its certificate is of an authority of your own, name that in VAULT_CACERT; VAULT_SKIP_VERIFY trusts any.";
      throw vaultError("outside", "VAULT_TLS", `${error.message} ${advice}`);
    }
    if (!isIngotError(error, "HTTP_UNREACHABLE")) throw error;
    throw vaultError("outside", "VAULT_UNREACHABLE", `${error.message} Vault's address is taken from VAULT_ADDR.`);
  }
}

/** An answer that is no JSON says nothing. */
function jsonOf({ body }: HttpResponse): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function refused(path: string, response: HttpResponse, { address }: VaultSettings): Error {
  const { status } = response;
  const shown = JSON.stringify(path);
  const said = errorsOf(jsonOf(response));
  const reason = said === "" ? `status ${status}` : `status ${status}: ${said}`;
  if (status === 403) {
    const advice =
      "The token may have expired, or its policies do not allow to read there; in another namespace, set VAULT_NAMESPACE.";
    return vaultError("user", "VAULT_DENIED", `Vault refuses to show ${shown} (${reason}). ${advice}`);
  }
  if (status >= 500 || status === 429 || status === 412) {
    const advice = status === 503 ? "It may be sealed, or under maintenance." : "Its own log tells why.";
    return vaultError(
      "outside",
      "VAULT_UNAVAILABLE",
      `Vault at ${address} cannot serve at the moment (${reason}). ${advice}`,
    );
  }
  const advice = "Check VAULT_ADDR and the path.";
  return vaultError("outside", "VAULT_REFUSED", `Vault does not answer for ${shown} (${reason}). ${advice}`);
}

const longest = 300;

function errorsOf(json: unknown): string {
  const { errors } = (json ?? {}) as { errors?: unknown };
  const texts = Array.isArray(errors) ? errors.filter((each) => typeof each === "string") : [];
  return texts.join("; ").replace(/\s+/g, " ").trim().slice(0, longest);
}

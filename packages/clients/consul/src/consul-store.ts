import { type HttpResponse, httpRequest, pathOf, textOf, withRetries } from "@ingot/client-http";
import { defineValueStore, IngotError, isIngotError } from "@ingot/core/plugin";
import { type ConsulSettings, readSettings } from "./settings.js";

/** Consul allows 512 KiB by default. */
const mostBytes = 16 * 1024 * 1024;

/** Milliseconds. */
const timeout = 60_000;

/** Consul's key/value store as the environment names it: `CONSUL_HTTP_ADDR`, `CONSUL_HTTP_TOKEN` and so on. */
export const consulStore = defineValueStore({
  type: "consul",
  read: async (key, { host, signal, hide }) => {
    const settings = await readSettings(host);
    for (const secret of settings.secrets) hide(secret);
    const url = urlOf(key, settings);
    const request = { url, headers: settings.headers, tls: settings.tls, timeout, mostBytes, followRedirects: false };
    const ask = () => httpRequest(request, host, signal);
    const response = await withAdvice(() => withRetries(ask, isPassing, host, signal));
    if (response.status === 200) return textOf(response, request);
    if (response.status === 404) return undefined;
    throw refused(key, response);
  },
});

function urlOf(key: string, { address, query }: ConsulSettings): string {
  const search = new URLSearchParams({ ...query, raw: "true" });
  return `${address}/v1/kv/${pathOf(key)}?${search}`;
}

const isPassing = ({ status }: HttpResponse): boolean => status === 429 || status >= 500;

const consulError = (source: "user" | "outside", code: string, message: string): IngotError =>
  new IngotError({ code, source, message });

async function withAdvice<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isIngotError(error, "HTTP_TLS")) {
      const advice = "If its certificate is of an authority of your own, name that in CONSUL_CACERT.";
      throw consulError("outside", "CONSUL_TLS", `${error.message} ${advice}`);
    }
    if (!isIngotError(error, "HTTP_UNREACHABLE")) throw error;
    const advice = "Consul's address is taken from CONSUL_HTTP_ADDR.";
    throw consulError("outside", "CONSUL_UNREACHABLE", `${error.message} ${advice}`);
  }
}

const longest = 300;

/** Consul says in plain text what is wrong. */
function refused(key: string, { status, body }: HttpResponse): IngotError {
  const said = body.toString("utf8").replace(/\s+/g, " ").trim().slice(0, longest);
  const reason = said === "" ? `status ${status}` : `status ${status}: ${said}`;
  if (status === 401 || status === 403) {
    const advice = "Set CONSUL_HTTP_TOKEN to a token that may read it.";
    return consulError("user", "CONSUL_DENIED", `Consul refuses to show ${JSON.stringify(key)} (${reason}). ${advice}`);
  }
  const message = `Consul does not answer for ${JSON.stringify(key)} (${reason}).`;
  return consulError("outside", "CONSUL_REFUSED", message);
}

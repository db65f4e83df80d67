import type { Host } from "@ingot/core/plugin";
import type * as Undici from "undici";
import type { Dispatcher } from "undici";

/** How a server is told to be the right one, and we to be the right client. Certificates and keys are PEM texts. */
export interface TlsOptions {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** The name that the certificate must bear, where it is not the address's. */
  readonly servername?: string | undefined;
  readonly rejectUnauthorized?: boolean | undefined;
}

/** Connections by the environment's proxies (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`). Destroy it after use. */
export function openDispatcher(
  { EnvHttpProxyAgent }: typeof Undici,
  { env }: Pick<Host, "env">,
  tls: TlsOptions = {},
): Dispatcher {
  const secured = Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
  return new EnvHttpProxyAgent({
    httpProxy: setting(env, "http_proxy"),
    httpsProxy: setting(env, "https_proxy"),
    noProxy: setting(env, "no_proxy"),
    connect: { ...secured, timeout: 30_000 },
    requestTls: { ...secured, timeout: 30_000 },
  });
}

/** The empty text keeps the library from looking at this process's environment. */
const setting = (env: Host["env"], name: string): string => env[name] ?? env[name.toUpperCase()] ?? "";

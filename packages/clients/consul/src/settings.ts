import { readFile } from "node:fs/promises";
import { isOn, readTlsFiles, settingOf, type TlsOptions } from "@ingot/client-http";
import { type Host, IngotError, reasonOf } from "@ingot/core/plugin";

export interface ConsulSettings {
  /** Without a slash at its end. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What of the headers is secret. */
  readonly secrets: readonly string[];
  /** Of the URL: namespace, partition. */
  readonly query: Readonly<Record<string, string>>;
  readonly tls: TlsOptions;
}

/** Consul as the variables of its own command name it. */
export async function readSettings(host: Host): Promise<ConsulSettings> {
  const { env } = host;
  const token = env.CONSUL_HTTP_TOKEN || (await tokenFromFile(host));
  const login = env.CONSUL_HTTP_AUTH;
  return {
    address: addressOf(env.CONSUL_HTTP_ADDR || "127.0.0.1:8500", isOn(env, "CONSUL_HTTP_SSL", false)),
    headers: {
      ...(token && { "X-Consul-Token": token }),
      ...(login && { Authorization: `Basic ${Buffer.from(login).toString("base64")}` }),
    },
    secrets: [token, login?.split(":").slice(1).join(":")].filter(
      (each) => each !== undefined && each !== "",
    ) as string[],
    query: {
      ...(env.CONSUL_NAMESPACE && { ns: env.CONSUL_NAMESPACE }),
      ...(env.CONSUL_PARTITION && { partition: env.CONSUL_PARTITION }),
    },
    tls: await readTlsFiles(
      {
        ca: settingOf(env, "CONSUL_CACERT"),
        caPath: settingOf(env, "CONSUL_CAPATH"),
        cert: settingOf(env, "CONSUL_CLIENT_CERT"),
        key: settingOf(env, "CONSUL_CLIENT_KEY"),
        servername: settingOf(env, "CONSUL_TLS_SERVER_NAME")?.value,
        rejectUnauthorized: isOn(env, "CONSUL_HTTP_SSL_VERIFY", true),
      },
      host,
    ),
  };
}

async function tokenFromFile({ env, resolve }: Host): Promise<string | undefined> {
  const path = env.CONSUL_HTTP_TOKEN_FILE;
  if (!path) return undefined;
  try {
    return (await readFile(resolve(path), "utf8")).trim();
  } catch (cause) {
    const message = `CONSUL_HTTP_TOKEN_FILE names "${path}", which cannot be read: ${reasonOf(cause)}.`;
    throw new IngotError({ code: "CONSUL_TOKEN_FILE", source: "user", message, cause });
  }
}

/** "host:port", or an address with its scheme. */
function addressOf(text: string, secure: boolean): string {
  const full = text.includes("://") ? text : `${secure ? "https" : "http"}://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url?.protocol === "https:" || (url?.protocol === "http:" && !secure)) return originOf(url);
  if (url?.protocol === "http:") return originOf(new URL(full.replace(/^http:/, "https:")));
  const message = "CONSUL_HTTP_ADDR must be an address such as consul.example.com:8500 or https://consul.example.com.";
  throw new IngotError({ code: "CONSUL_ADDRESS", source: "user", message });
}

const originOf = ({ origin, pathname }: URL): string => `${origin}${pathname.replace(/\/+$/, "")}`;

import type { Agent, AgentOptions } from "node:http";
import type { Host } from "@ingot/core/plugin";

/**
 * What leads to the server by way of the environment's proxy (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, in small letters first);
 * undefined where there is none for it.
 */
export async function proxyAgent(
  url: URL,
  { env }: Pick<Host, "env">,
  options: AgentOptions = {},
): Promise<Agent | undefined> {
  const isSecure = url.protocol === "https:";
  const proxy = setting(env, isSecure ? "https_proxy" : "http_proxy");
  if (proxy === "" || isExcepted(url, setting(env, "no_proxy"))) return undefined;
  const address = proxy.includes("://") ? proxy : `http://${proxy}`;
  if (!isSecure) return new (await import("http-proxy-agent")).HttpProxyAgent(address, options);
  return new (await import("https-proxy-agent")).HttpsProxyAgent(address, options);
}

const setting = (env: Host["env"], name: string): string => env[name] ?? env[name.toUpperCase()] ?? "";

/** `list` has names, which stand for what is below them too, with or without a dot or `*.` before them and a port behind; or `*`. */
function isExcepted({ hostname, port, protocol }: URL, list: string): boolean {
  const actualPort = port || (protocol === "https:" ? "443" : "80");
  return list.split(/[\s,]+/).some((entry) => {
    const [, name = "", wantedPort] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase())!;
    if (name === "*") return true;
    if (name === "" || (wantedPort !== undefined && wantedPort !== actualPort)) return false;
    return hostname === name || hostname.endsWith(`.${name}`);
  });
}

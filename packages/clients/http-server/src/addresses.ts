import { type Host, IngotError } from "@ingot/core/plugin";
import type { HttpConfig } from "./http-fields.js";

type AddressHost = Pick<Host, "networkAddresses">;

/** All of this machine's. */
export const anyAddress = "0.0.0.0";

/**
 * This machine's IPv4 address as others on its network see it: of the interface, or the first that is not a loopback's. Throws
 * NO_ADDRESS where there is none.
 */
export function hostAddress({ networkAddresses }: AddressHost, name?: string): string {
  const all = networkAddresses().filter(({ family }) => family === "IPv4");
  const found =
    name === undefined ? all.find(({ internal }) => !internal) : all.find((each) => each.interface === name);
  if (found) return found.address;
  const names = [...new Set(networkAddresses().map((each) => each.interface))].join(", ");
  const whose =
    name === undefined
      ? "This machine has no IPv4 address beside 127.0.0.1"
      : `The network interface "${name}" has no IPv4 address`;
  throw new IngotError({ code: "NO_ADDRESS", source: "user", message: `${whose}. Its interfaces are ${names}.` });
}

/** What to listen on. */
export function listenOptions(
  config: HttpConfig,
  host: AddressHost,
): { readonly host?: string; readonly ipv6Only?: boolean } {
  const { http_network_protocol: protocol, http_interface, http_bind_address: address } = config;
  if (http_interface) return { host: hostAddress(host, http_interface) };
  if (address !== anyAddress) return { host: address, ...(protocol === "tcp6" && { ipv6Only: true }) };
  if (protocol === "tcp6") return { host: "::", ipv6Only: true };
  return protocol === "tcp4" ? { host: anyAddress } : {}; // both versions of IP
}

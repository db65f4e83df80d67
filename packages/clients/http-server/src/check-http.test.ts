import type { CheckHost } from "@ingot/core/plugin";
import * as z from "zod";
import { hostAddress } from "./addresses.js";
import { checkHttp } from "./check-http.js";
import { httpFields } from "./http-fields.js";

const schema = z.object(httpFields);
const host: CheckHost = { cwd: "/work", env: {}, kindOf: (path) => (path === "web" ? "directory" : undefined) };
const check = (config: object) =>
  checkHttp(schema.parse(config), host).map(({ path, severity, summary, detail }) => [
    ...[path.join("."), severity ?? "error", summary, detail],
  ]);

test.each([
  {},
  { http_directory: "web", http_port_min: 8080, http_port_max: 8080, http_network_protocol: "tcp6" },
  { http_content: { "/a": "b" }, http_interface: "eth0" },
])("%j is sound", (config) => {
  expect(check(config)).toEqual([]);
});

test.each([
  [
    { http_directory: "web", http_content: {} },
    "http_content",
    "error",
    "Conflicting arguments",
    "Both http_directory and http_content say what is served. Put the directory's files into http_content with file(), or the texts into the directory.",
  ],
  [
    { http_directory: "wbe" },
    "http_directory",
    "warning",
    "HTTP directory not found",
    'There is no directory "wbe", seen from /work. Unless it is made before the machine starts, the machine is served nothing.',
  ],
  [
    { http_port_min: 9001 },
    "http_port_min",
    "error",
    "Invalid port range",
    "http_port_min is 9001 and http_port_max is 9000, so no port lies between them. Exchange the two.",
  ],
  [
    { http_interface: "eth0", http_bind_address: "10.0.0.1" },
    "http_interface",
    "error",
    "Conflicting arguments",
    "Both http_interface and http_bind_address say where the server listens. Remove one of them.",
  ],
  [
    { http_network_protocol: "unix" },
    "http_network_protocol",
    "error",
    "Unsupported protocol",
    '"unix" is not a protocol by which a machine could reach the server. Write tcp, tcp4, tcp6.',
  ],
])("%j", (config, ...expected) => {
  expect(check(config)).toEqual([expected]);
});

const addresses = [
  { interface: "lo", address: "127.0.0.1", family: "IPv4", internal: true },
  { interface: "eth0", address: "fe80::1", family: "IPv6", internal: false },
  { interface: "eth0", address: "10.1.2.3", family: "IPv4", internal: false },
  { interface: "br0", address: "192.168.9.1", family: "IPv4", internal: false },
] as const;

test("the address that machines reach this one by", () => {
  expect(hostAddress({ networkAddresses: () => addresses })).toBe("10.1.2.3");
  expect(hostAddress({ networkAddresses: () => addresses }, "br0")).toBe("192.168.9.1");
  expect(() => hostAddress({ networkAddresses: () => addresses.slice(0, 1) })).toThrow(
    "This machine has no IPv4 address beside 127.0.0.1. Its interfaces are lo.",
  );
});

import type { CheckHost } from "@ingot/core/plugin";
import * as z from "zod";
import { checkCommunicator } from "./check-communicator.js";
import { communicatorFields } from "./communicator-fields.js";

const schema = z.object(communicatorFields);
const host: CheckHost = { cwd: "/work", env: {}, kindOf: () => undefined };
const check = (config: object) => checkCommunicator(schema.parse({ ssh_username: "u", ...config }), host);

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGx";
const rsa = "ssh-rsa AAAAB3NzaC1yc2E=";
const fingerprint = "SHA256:uNiVztksCsDhcc0u9e8BrqkWqgTRX3Jbn7Cv8g4GTD8";

describe.each(["ssh_host_key", "ssh_bastion_host_key"])("%s", (field) => {
  const unset = `${field} is set, but names no key: any host would be trusted. If it comes from ssh-keyscan, that has got no answer. Name a key, or leave ${field} out to trust the first one.`;
  const unsupported = (marker: string) =>
    `${field} has a line marked ${marker}, and such lines are not supported here: list only the keys that the host itself may show, without markers.`;
  const unknown = (line: string) =>
    `"${line}" in ${field} names no host key: write lines like "ssh-ed25519 AAAA…", as in a .pub file or in known_hosts, or fingerprints like "SHA256:…".`;

  it.each([
    [`# host:22 SSH-2.0-OpenSSH\n[host]:22 ${key}\r\n\n${rsa} me@here\n`, []],
    [`256 ${fingerprint} root@host (ED25519)`, []],
    ["", [unset]],
    ["# 127.0.0.1:22 SSH-2.0-OpenSSH_9.2\n\n", [unset]],
    [`${key}\n@revoked * ${rsa}`, [unsupported("@revoked")]],
    [`@cert-authority * ${key}`, [unsupported("@cert-authority")]],
    [`getaddrinfo host: Name or service not known\n${key}`, [unknown("getaddrinfo host: Name or service not known")]],
    ["SHA256:", [unknown("SHA256:")]],
  ])("%j", (text, expected) => {
    expect(check({ [field]: text })).toEqual(
      expected.map((detail) => ({ path: [field], summary: "Invalid communicator settings", detail })),
    );
  });
});

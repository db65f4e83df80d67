import type { CheckHost } from "@ingot/core/plugin";
import * as z from "zod";
import { checkCommunicator } from "./check-communicator.js";
import { communicatorFields } from "./communicator-fields.js";

const schema = z.object(communicatorFields);
const host: CheckHost = {
  cwd: "/work",
  env: { HOME: "/home/u" },
  kindOf: (path) => (["/home/u/.ssh/id", "key"].includes(path) ? "file" : undefined),
};
const check = (config: object, internal?: string[]) =>
  checkCommunicator(schema.parse(config), host, internal).map(({ path, detail }) => [path.join("."), detail]);

describe("communicatorFields", () => {
  it("has Packer's defaults, and none for how files travel", () => {
    expect(schema.parse({})).toEqual({
      communicator: "ssh",
      ssh_port: 22,
      temporary_key_pair_type: "rsa",
      ssh_clear_authorized_keys: false,
      ssh_pty: false,
      ssh_agent_auth: false,
      ssh_disable_agent_forwarding: false,
      ssh_keep_alive_interval: 5000,
      ssh_bastion_port: 22,
      ssh_bastion_agent_auth: false,
      ssh_bastion_interactive: false,
      ssh_proxy_port: 1080,
      ssh_proxy_type: "socks5",
      winrm_no_proxy: false,
      winrm_timeout: 1_800_000,
      winrm_use_ssl: false,
      winrm_insecure: false,
      winrm_use_ntlm: false,
    });
  });

  it("takes a port of 0 as if it was left out, as Packer does", () => {
    const ports = { ssh_port: 0, ssh_bastion_port: 0, ssh_proxy_port: 0, winrm_port: 0 };
    const { winrm_port, ...others } = schema.parse(ports);
    expect([winrm_port, others]).toEqual([undefined, schema.parse({})]);
  });

  it.each([
    ["ssh_timeout", "1h30m", 5_400_000],
    ["ssh_keep_alive_interval", "-1s", -1000],
    ["ssh_keep_alive_interval", "10s", 10_000],
    ["pause_before_connecting", "500ms", 500],
  ] as const)("reads %s = %s", (field, text, expected) => {
    expect(schema.parse({ [field]: text })[field]).toBe(expected);
  });

  it.each(["ssh_timeout", "ssh_keep_alive_interval"])("refuses what is no duration in %s", (field) => {
    const { error } = schema.safeParse({ [field]: "5 minutes" });
    expect(error?.issues).toMatchObject([
      {
        path: [field],
        message: '"5 minutes" is not a duration. Write a number and a unit, such as "30s", "5m" or "1h30m".',
      },
    ]);
  });

  it("describes every field", () => {
    for (const [name, field] of Object.entries(communicatorFields))
      expect([name, field.description]).toEqual([name, expect.any(String)]);
  });
});

const noTunnel = (text: string) =>
  `"${text}" is not a tunnel: write it like "8080:host:80", with ports from 1 to 65535.`;

describe("checkCommunicator", () => {
  const user = { ssh_username: "u" };

  it.each([
    [{ communicator: "none" }, []],
    [user, []],
    [{ ...user, ssh_private_key_file: "~/.ssh/id", ssh_certificate_file: "key" }, []],
    [
      { ...user, ssh_private_key_file: "/none" },
      [["ssh_private_key_file", 'There is no file "/none"; ssh_private_key_file must name one.']],
    ],
    [
      { ...user, ssh_certificate_file: "key" },
      [
        [
          "ssh_certificate_file",
          "ssh_certificate_file needs ssh_private_key_file: a certificate is of use with its key only.",
        ],
      ],
    ],
    [
      { ...user, ssh_file_transfer_method: "ftp" },
      [
        [
          "ssh_file_transfer_method",
          'Files cannot be transferred by "ftp": ssh_file_transfer_method is "sftp" or "scp".',
        ],
      ],
    ],
    [
      { ...user, ssh_bastion_host: "b" },
      [
        [
          "ssh_bastion_host",
          "Nothing says how to log in to the bastion: set ssh_bastion_password, ssh_bastion_private_key_file or ssh_bastion_agent_auth.",
        ],
      ],
    ],
    [
      { ...user, ssh_bastion_host: "b", ssh_bastion_password: "p", ssh_proxy_host: "p" },
      [
        [
          "ssh_proxy_host",
          "A machine is reached through a bastion or a proxy: remove ssh_proxy_host or ssh_bastion_host.",
        ],
      ],
    ],
    [
      { ...user, temporary_key_pair_type: "x" },
      [["temporary_key_pair_type", 'There is no key type "x": temporary_key_pair_type is rsa, ecdsa or ed25519.']],
    ],
    [
      { ...user, temporary_key_pair_type: "dsa" },
      [
        [
          "temporary_key_pair_type",
          "OpenSSH has refused DSA keys since version 7.0, and cannot read them since 10.0: temporary_key_pair_type is rsa, ecdsa or ed25519.",
        ],
      ],
    ],
    [
      { ...user, ssh_ciphers: ["aes128-ctr", "rot13"] },
      [
        [
          "ssh_ciphers.1",
          expect.stringMatching(/^There is no algorithm "rot13" here; ssh_ciphers may hold aes128-gcm@openssh\.com, /),
        ],
      ],
    ],
    [
      { ...user, ssh_key_exchange_algorithms: ["sntrup761"] },
      [["ssh_key_exchange_algorithms.0", expect.stringContaining('There is no algorithm "sntrup761" here;')]],
    ],
    [
      { ...user, ssh_proxy_host: "p", ssh_proxy_type: "socks4" },
      [["ssh_proxy_type", 'No proxy speaks "socks4" here: ssh_proxy_type is socks5 or http.']],
    ],
    [{ ...user, ssh_bastion_host: "b", ssh_bastion_interactive: true }, []],
    [
      { ...user, temporary_key_pair_type: "ecdsa", temporary_key_pair_bits: 1024 },
      [
        [
          "temporary_key_pair_bits",
          "Keys of the type ecdsa cannot have 1024 bits: change temporary_key_pair_bits, or leave it out.",
        ],
      ],
    ],
    [{ ...user, temporary_key_pair_type: "ed25519", temporary_key_pair_bits: 7 }, []],
    [
      { ...user, ssh_local_tunnels: ["8080:[::1]:80", "8080", "0:h:80"], ssh_remote_tunnels: ["80:h:65536"] },
      [
        ["ssh_local_tunnels.1", noTunnel("8080")],
        ["ssh_local_tunnels.2", noTunnel("0:h:80")],
        ["ssh_remote_tunnels.0", noTunnel("80:h:65536")],
      ],
    ],
    [
      { communicator: "docker" },
      [["communicator", 'There is no communicator "docker" here; there are ssh, winrm, none.']],
    ],
    [
      { communicator: "winrm" },
      [
        [
          "winrm_username",
          "The machine is contacted over WinRM, and winrm_username is missing: set it to the name of the user to log in as.",
        ],
        [
          "communicator",
          'This version of Ingot has no winrm communicator yet: a build fails before a machine is started. Set communicator = "none" to run local provisioners only.',
        ],
      ],
    ],
  ])("%j", (config, expected) => {
    expect(check(config)).toEqual(expected);
  });

  it.each([
    ["ssh-ed25519-cert-v01@openssh.com AAAA id\n", []],
    [
      "ssh-ed25519 AAAA id\n",
      [
        [
          "ssh_bastion_certificate_file",
          'The file "key" holds no OpenSSH certificate; ssh_bastion_certificate_file must name one, as made by ssh-keygen -s.',
        ],
      ],
    ],
  ])("looks into certificates: %j", (text, expected) => {
    const bastion = { ssh_bastion_host: "b", ssh_bastion_agent_auth: true, ssh_bastion_certificate_file: "key" };
    const config = schema.parse({ ...user, ...bastion });
    const issues = checkCommunicator(config, { ...host, textOf: () => text });
    expect(issues.map(({ path, detail }) => [path.join("."), detail])).toEqual(expected);
  });

  it("knows the types that the builder brings itself", () => {
    expect(check({ communicator: "docker" }, ["docker"])).toEqual([]);
  });
});

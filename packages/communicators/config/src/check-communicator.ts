import type { CheckHost, ConfigIssue } from "@ingot/core/plugin";
import { algorithmNames } from "./algorithm-names.js";
import type { CommunicatorConfig } from "./communicator-fields.js";
import { problemsOfHostKeys } from "./host-keys.js";
import { isCertificate, isEncrypted, isPrivateKey } from "./key-file.js";

type Field = keyof CommunicatorConfig;

/**
 * What Packer asks of the communicator's arguments. `internal` names the types that the builder brings itself
 * ("docker"), beside ssh, winrm and none.
 */
export function checkCommunicator(
  config: CommunicatorConfig,
  host: CheckHost,
  internal: readonly string[] = [],
): ConfigIssue[] {
  const { communicator } = config;
  if (communicator === "ssh") return checkSsh(config, host);
  if (communicator === "winrm") return checkWinrm(config);
  if (communicator === "none" || internal.includes(communicator)) return [];
  return [issue("communicator", unknownCommunicator(communicator, ["ssh", "winrm", "none", ...internal]))];
}

function checkSsh(config: CommunicatorConfig, host: CheckHost): ConfigIssue[] {
  return [
    ...checkUser(config),
    ...checkKeys(config, host),
    ...checkHostKeys(config),
    ...checkTransfer(config),
    ...checkBastion(config, host),
    ...checkTemporaryKey(config),
    ...checkTunnels(config),
    ...checkAlgorithms(config),
    ...checkProxy(config),
  ];
}

/** A template that Packer takes is valid, but nobody should wait for a build to learn that it cannot be built here. */
const checkWinrm = ({ winrm_username }: CommunicatorConfig): ConfigIssue[] => [
  ...(winrm_username ? [] : [issue("winrm_username", noUser("winrm_username", "WinRM"))]),
  { path: ["communicator"], severity: "warning", summary: "Unsupported communicator", detail: noWinrm },
];

const noWinrm =
  'This version of Ingot has no winrm communicator yet: a build fails before a machine is started. Set communicator = "none" to run local provisioners only.';

const unknownCommunicator = (name: string, known: readonly string[]) =>
  `There is no communicator "${name}" here; there are ${known.join(", ")}.`;

const noUser = (field: Field, protocol: string) =>
  `The machine is contacted over ${protocol}, and ${field} is missing: set it to the name of the user to log in as.`;

const checkUser = ({ ssh_username }: CommunicatorConfig) =>
  ssh_username ? [] : [issue("ssh_username", noUser("ssh_username", "SSH"))];

function checkKeys(config: CommunicatorConfig, host: CheckHost): ConfigIssue[] {
  const certificate: ConfigIssue[] =
    config.ssh_certificate_file && !config.ssh_private_key_file
      ? [
          issue(
            "ssh_certificate_file",
            "ssh_certificate_file needs ssh_private_key_file: a certificate is of use with its key only.",
          ),
        ]
      : [];
  return [
    ...checkKeyFile(config, host, "ssh_private_key_file"),
    ...checkCertificate(config, host, "ssh_certificate_file"),
    ...certificate,
  ];
}

type CertificateField = "ssh_certificate_file" | "ssh_bastion_certificate_file";
type FileField = "ssh_private_key_file" | "ssh_bastion_private_key_file" | CertificateField;

function missingFile(config: CommunicatorConfig, host: CheckHost, field: FileField): ConfigIssue[] {
  const path = config[field];
  if (!path || host.kindOf(expandHome(path, host)) === "file") return [];
  return [issue(field, `There is no file "${path}"; ${field} must name one.`)];
}

/** Undefined: it is not set, or cannot be read. */
function textOf(config: CommunicatorConfig, host: CheckHost, field: FileField): string | undefined {
  const path = config[field];
  return path ? host.textOf?.(expandHome(path, host)) : undefined;
}

function checkCertificate(config: CommunicatorConfig, host: CheckHost, field: CertificateField): ConfigIssue[] {
  const missing = missingFile(config, host, field);
  const text = missing.length > 0 ? undefined : textOf(config, host, field);
  if (text === undefined || isCertificate(text)) return missing;
  return [
    issue(
      field,
      `The file "${config[field]}" holds no OpenSSH certificate; ${field} must name one, as made by ssh-keygen -s.`,
    ),
  ];
}

const expandHome = (path: string, { env }: CheckHost) =>
  path.startsWith("~/") && env.HOME ? env.HOME + path.slice(1) : path;

/** What can be known before there is a machine: waiting for one, only to find that the key is locked, costs minutes. */
function checkKeyFile(
  config: CommunicatorConfig,
  host: CheckHost,
  field: "ssh_private_key_file" | "ssh_bastion_private_key_file",
): ConfigIssue[] {
  const path = config[field];
  const missing = missingFile(config, host, field);
  const text = missing.length > 0 ? undefined : textOf(config, host, field);
  if (text === undefined) return missing;
  if (!isPrivateKey(text)) return [issue(field, `The file "${path}" holds no private key; ${field} must name one.`)];
  const passphrase = field.replace("_file", "_passphrase") as "ssh_private_key_passphrase";
  if (config[passphrase] || !isEncrypted(text)) return [];
  const agent = field.replace("private_key_file", "agent_auth");
  return [
    issue(
      field,
      `The key "${path}" is protected by a passphrase: set ${passphrase}, or add the key to an agent (ssh-add) and set ${agent} = true in its place.`,
    ),
  ];
}

const checkHostKeys = (config: CommunicatorConfig): ConfigIssue[] =>
  (["ssh_host_key", "ssh_bastion_host_key"] as const).flatMap((field) => {
    const text = config[field];
    return text === undefined ? [] : problemsOfHostKeys(field, text).map((problem) => issue(field, problem));
  });

const checkTransfer = ({ ssh_file_transfer_method: method }: CommunicatorConfig) =>
  method === undefined || method === "scp" || method === "sftp"
    ? []
    : [
        issue(
          "ssh_file_transfer_method",
          `Files cannot be transferred by "${method}": ssh_file_transfer_method is "sftp" or "scp".`,
        ),
      ];

function checkBastion(config: CommunicatorConfig, host: CheckHost): ConfigIssue[] {
  if (!config.ssh_bastion_host) return [];
  const issues = [
    ...checkKeyFile(config, host, "ssh_bastion_private_key_file"),
    ...checkCertificate(config, host, "ssh_bastion_certificate_file"),
  ];
  const key = config.ssh_bastion_private_key_file ?? config.ssh_private_key_file;
  const { ssh_bastion_agent_auth, ssh_bastion_password, ssh_bastion_interactive } = config;
  if (!(ssh_bastion_agent_auth || ssh_bastion_password || ssh_bastion_interactive || key))
    issues.push(
      issue(
        "ssh_bastion_host",
        "Nothing says how to log in to the bastion: set ssh_bastion_password, ssh_bastion_private_key_file or ssh_bastion_agent_auth.",
      ),
    );
  if (config.ssh_proxy_host)
    issues.push(
      issue(
        "ssh_proxy_host",
        "A machine is reached through a bastion or a proxy: remove ssh_proxy_host or ssh_bastion_host.",
      ),
    );
  return issues;
}

const noDsa =
  "OpenSSH has refused DSA keys since version 7.0, and cannot read them since 10.0: temporary_key_pair_type is rsa, ecdsa or ed25519.";

/** The sizes that each kind of key may have; none for a kind whose size is fixed. */
const keySizes: Readonly<Record<string, (bits: number) => boolean>> = {
  rsa: (bits) => bits >= 1024,
  ecdsa: (bits) => [256, 384, 521].includes(bits),
  ed25519: () => true,
};

function checkTemporaryKey({
  temporary_key_pair_type: type,
  temporary_key_pair_bits: bits,
}: CommunicatorConfig): ConfigIssue[] {
  if (type === "dsa") return [issue("temporary_key_pair_type", noDsa)];
  const allows = keySizes[type];
  if (!allows)
    return [
      issue(
        "temporary_key_pair_type",
        `There is no key type "${type}": temporary_key_pair_type is rsa, ecdsa or ed25519.`,
      ),
    ];
  if (bits === undefined || bits === 0 || allows(bits)) return [];
  return [
    issue(
      "temporary_key_pair_bits",
      `Keys of the type ${type} cannot have ${bits} bits: change temporary_key_pair_bits, or leave it out.`,
    ),
  ];
}

const isTunnel = (text: string): boolean => {
  const [, ...ports] = /^(\d{1,5}):\S+:(\d{1,5})$/.exec(text) ?? [];
  return ports.length > 0 && ports.every((each) => Number(each) > 0 && Number(each) <= 65_535);
};

function checkTunnels(config: CommunicatorConfig): ConfigIssue[] {
  return (["ssh_local_tunnels", "ssh_remote_tunnels"] as const).flatMap((field) =>
    (config[field] ?? []).flatMap((text, index) =>
      isTunnel(text) ? [] : [{ ...noTunnel(field, text), path: [field, index] }],
    ),
  );
}

const noTunnel = (field: Field, text: string): ConfigIssue =>
  issue(field, `"${text}" is not a tunnel: write it like "8080:host:80", with ports from 1 to 65535.`);

function checkAlgorithms(config: CommunicatorConfig): ConfigIssue[] {
  return (Object.keys(algorithmNames) as (keyof typeof algorithmNames)[]).flatMap((field) =>
    (config[field] ?? []).flatMap((name, index) =>
      algorithmNames[field].includes(name) ? [] : [{ ...unknownAlgorithm(field, name), path: [field, index] }],
    ),
  );
}

const unknownAlgorithm = (field: keyof typeof algorithmNames, name: string): ConfigIssue =>
  issue(field, `There is no algorithm "${name}" here; ${field} may hold ${algorithmNames[field].join(", ")}.`);

const checkProxy = ({ ssh_proxy_type: type }: CommunicatorConfig): ConfigIssue[] =>
  type === "socks5" || type === "http"
    ? []
    : [issue("ssh_proxy_type", `No proxy speaks "${type}" here: ssh_proxy_type is socks5 or http.`)];

const issue = (field: Field, detail: string): ConfigIssue => ({
  path: [field],
  summary: "Invalid communicator settings",
  detail,
});

import { duration, numberOr, optionalNumber, optionalText, secretText } from "@ingot/core/plugin";
import * as z from "zod";
import { signedDuration } from "./signed-duration.js";

/** Empty it is refused: any host would be trusted. */
const hostKeys = () => z.string().optional();
const flag = () => z.boolean().default(false);
const port = z.number().int().min(0).max(65_535);
const list = () => z.array(z.string()).optional();

const sshFields = {
  ssh_host: optionalText().describe("The address to connect to; most builders find it themselves."),
  ssh_port: numberOr(22, port).describe("The port to connect to."),
  ssh_username: optionalText().describe("The user to log in as. Required with the ssh communicator."),
  ssh_password: secretText(
    optionalText().describe("The user's password, for keyboard-interactive authentication too."),
  ),
  ssh_keypair_name: optionalText().describe("A key pair that the builder's system already knows."),
  temporary_key_pair_name: optionalText().describe("The name of the key pair made for this build."),
  temporary_key_pair_type: z
    .string()
    .min(1)
    .default("rsa")
    .describe("The kind of the key pair made for this build: rsa, ecdsa or ed25519."),
  temporary_key_pair_bits: optionalNumber().describe(
    "The size of that key: by default 4096 for rsa and 521 for ecdsa.",
  ),
  ssh_private_key_file: optionalText().describe("A private key to authenticate with; ~ is the home directory."),
  ssh_private_key_passphrase: secretText(
    optionalText().describe("What protects ssh_private_key_file. Ingot's own; Packer cannot read such keys."),
  ),
  ssh_host_key: hostKeys().describe(
    'The machine\'s host keys, as lines "ssh-ed25519 AAAA…" or fingerprints "SHA256:…". Ingot\'s own; without it the key of the first login is pinned for the build.',
  ),
  ssh_certificate_file: optionalText().describe("A certificate to authenticate with, beside the private key."),
  ssh_ciphers: list().describe("The ciphers to offer, in place of the usual ones."),
  ssh_key_exchange_algorithms: list().describe("The key exchange algorithms to offer, in place of the usual ones."),
  ssh_clear_authorized_keys: flag().describe("Take the temporary key out of authorized_keys after provisioning."),
  ssh_pty: flag().describe("Ask for a terminal for each command."),
  ssh_timeout: duration()
    .optional()
    .describe("How long to wait for SSH; 5m when ssh_handshake_attempts is not set either."),
  ssh_wait_timeout: duration().optional().describe("The old name of ssh_timeout."),
  ssh_handshake_attempts: optionalNumber().describe(
    "How often the login may be refused; 3 when ssh_timeout is not set either, else without limit.",
  ),
  ssh_agent_auth: flag().describe("Authenticate by the local SSH agent."),
  ssh_disable_agent_forwarding: flag().describe("Do not forward the local SSH agent to the machine."),
  ssh_file_transfer_method: z
    .string()
    .min(1)
    .optional()
    .describe("How to transfer files: scp or sftp. By default whatever is fastest on the machine."),
  ssh_keep_alive_interval: signedDuration()
    .default(5000)
    .describe("How often to send a keep-alive; a negative duration never."),
  ssh_read_write_timeout: duration()
    .optional()
    .describe("How long one read or write may take before the connection counts as lost."),
  ssh_local_tunnels: list().describe('Ports of this machine that lead to the remote one\'s network: "8080:host:80".'),
  ssh_remote_tunnels: list().describe('Ports of the remote machine that lead to this one\'s network: "8080:host:80".'),
};

const bastionFields = {
  ssh_bastion_host: optionalText().describe("A host to connect through."),
  ssh_bastion_port: numberOr(22, port).describe("The bastion's port."),
  ssh_bastion_username: optionalText().describe("The user to log in as at the bastion."),
  ssh_bastion_password: secretText(optionalText().describe("That user's password.")),
  ssh_bastion_private_key_file: optionalText().describe("A private key for the bastion; by default the machine's."),
  ssh_bastion_private_key_passphrase: secretText(
    optionalText().describe("What protects ssh_bastion_private_key_file. Ingot's own."),
  ),
  ssh_bastion_host_key: hostKeys().describe("The bastion's host keys, like ssh_host_key. Ingot's own."),
  ssh_bastion_certificate_file: optionalText().describe("A certificate for the bastion; by default the machine's."),
  ssh_bastion_agent_auth: flag().describe("Authenticate to the bastion by the local SSH agent."),
  ssh_bastion_interactive: flag().describe("Let the bastion ask questions on the terminal."),
};

const proxyFields = {
  ssh_proxy_host: optionalText().describe("A proxy to connect through; not together with a bastion."),
  ssh_proxy_type: z
    .string()
    .min(1)
    .default("socks5")
    .describe("What the proxy speaks: socks5, or http for the CONNECT method. Ingot's own."),
  ssh_proxy_port: numberOr(1080, port).describe("The proxy's port."),
  ssh_proxy_username: optionalText().describe("The proxy's user."),
  ssh_proxy_password: secretText(optionalText().describe("That user's password.")),
};

const winrmFields = {
  winrm_username: optionalText().describe("The user to log in as. Required with the winrm communicator."),
  winrm_password: secretText(optionalText().describe("The user's password.")),
  winrm_host: optionalText().describe("The address to connect to; most builders find it themselves."),
  winrm_no_proxy: flag().describe("Do not use a proxy for this connection."),
  winrm_port: optionalNumber(port).describe("The port to connect to: by default 5985, or 5986 with SSL."),
  winrm_timeout: duration().default(1_800_000).describe("How long to wait for WinRM, and for each operation."),
  winrm_use_ssl: flag().describe("Connect by HTTPS."),
  winrm_insecure: flag().describe("Do not verify the server's certificate."),
  winrm_use_ntlm: flag().describe("Authenticate by NTLM rather than by basic authentication."),
};

/** The arguments by which a template says how to talk to a machine. Builders spread them into their schema; durations are milliseconds. */
export const communicatorFields = {
  communicator: z.string().min(1).default("ssh").describe("How to talk to the machine: ssh, winrm or none."),
  pause_before_connecting: duration()
    .optional()
    .describe("How long to wait after the first connection before connecting again for good."),
  ...sshFields,
  ...bastionFields,
  ...proxyFields,
  ...winrmFields,
};

/** What `communicatorFields` make of a block. */
export type CommunicatorConfig = z.infer<z.ZodObject<typeof communicatorFields>>;

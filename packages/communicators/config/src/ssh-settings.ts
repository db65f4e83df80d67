import { readFile } from "node:fs/promises";
import type { SshKey, SshLogin, SshQuestion, SshServer, SshSettings, SshTunnel } from "@ingot/communicator-ssh";
import { type BuildContext, IngotError, reasonOf } from "@ingot/core/plugin";
import type { CommunicatorConfig } from "./communicator-fields.js";
import { hostKeyLines } from "./host-keys.js";
import type { TemporaryKey } from "./temporary-key.js";

/** Where the machine is, and what the builder knows about it beyond the template. */
export interface CommunicatorPlace {
  /** A function is asked anew for each attempt, with its signal; without one for the address to show. */
  readonly host: string | ((signal?: AbortSignal) => Promise<string>);
  /** Default: the template's. */
  readonly port?: number;
  /** What the builder has given to the machine. */
  readonly key?: TemporaryKey;
  /** One that the builder has found out; the template's comes first. */
  readonly password?: string;
}

/** Five minutes where the template says nothing of how long and how often to try. Milliseconds. */
const defaultTimeout = 300_000;

const defaultAttempts = 3;

/** All that the template says about SSH. Reads the keys; throws SSH_KEY or SSH_AGENT where one cannot be had. */
export async function sshSettings(
  config: CommunicatorConfig,
  { host, port = config.ssh_port, key, password }: CommunicatorPlace,
  run: BuildContext,
): Promise<SshSettings> {
  hideProxyLogin(config, run);
  const agent = run.host.env.SSH_AUTH_SOCK;
  const proxy = config.ssh_proxy_host ? proxyOf(config, config.ssh_proxy_host) : undefined;
  const bastion = config.ssh_bastion_host ? await bastionOf(config, config.ssh_bastion_host, run) : undefined;
  const secret = config.ssh_password ?? password;
  return {
    address: async (signal) => ({ host: typeof host === "string" ? host : await host(signal), port }),
    login: {
      username: config.ssh_username ?? "",
      keys: [
        ...(await fileKeys(keyFiles(config), run)),
        ...(key ? [{ name: "the temporary key", privateKey: key.privateKey }] : []),
      ],
      ...(config.ssh_agent_auth && { agent: agentOf("ssh_agent_auth", run) }),
      ...(secret !== undefined && { password: secret }),
    },
    knownHostKeys: hostKeyLines(config.ssh_host_key ?? ""),
    ...(bastion && { bastion }),
    ...(proxy && { proxy }),
    ...patience(config),
    ...(agent && !config.ssh_disable_agent_forwarding && { forwardedAgent: agent }),
    pauseBeforeConnecting: config.pause_before_connecting ?? 0,
    keepAliveInterval: Math.max(config.ssh_keep_alive_interval, 0) || (config.ssh_keep_alive_interval < 0 ? 0 : 5000),
    readWriteTimeout: config.ssh_read_write_timeout ?? 0,
    ...(config.ssh_ciphers && { ciphers: config.ssh_ciphers }),
    ...(config.ssh_key_exchange_algorithms && { keyExchanges: config.ssh_key_exchange_algorithms }),
    pty: config.ssh_pty,
    localTunnels: (config.ssh_local_tunnels ?? []).map(tunnelOf),
    remoteTunnels: (config.ssh_remote_tunnels ?? []).map(tunnelOf),
    ...(config.ssh_file_transfer_method && { transferMethod: config.ssh_file_transfer_method as "scp" | "sftp" }),
  };
}

/** An HTTP proxy gets the user and the password in one, and may repeat them in a message. */
function hideProxyLogin(
  { ssh_proxy_username = "", ssh_proxy_password }: CommunicatorConfig,
  { hide }: BuildContext,
): void {
  if (ssh_proxy_password) hide(`${ssh_proxy_username}:${ssh_proxy_password}`);
}

/** Whoever sets one of the two means that the other has no limit. To Packer a time of 0 says nothing. */
function patience({
  ssh_timeout,
  ssh_wait_timeout,
  ssh_handshake_attempts,
}: CommunicatorConfig): Pick<SshSettings, "timeout" | "attempts"> {
  const timeout = ssh_timeout || ssh_wait_timeout;
  if (!timeout && !ssh_handshake_attempts) return { timeout: defaultTimeout, attempts: defaultAttempts };
  return { attempts: ssh_handshake_attempts ?? 0, ...(timeout && { timeout }) };
}

interface KeyFiles {
  readonly key: string | undefined;
  readonly certificate: string | undefined;
  readonly passphrase: string | undefined;
}

const keyFiles = (config: CommunicatorConfig): KeyFiles => ({
  key: config.ssh_private_key_file,
  certificate: config.ssh_certificate_file,
  passphrase: config.ssh_private_key_passphrase,
});

/** The machine's where the bastion has none of its own. */
const bastionKeyFiles = (config: CommunicatorConfig): KeyFiles =>
  config.ssh_bastion_private_key_file
    ? {
        key: config.ssh_bastion_private_key_file,
        certificate: config.ssh_bastion_certificate_file,
        passphrase: config.ssh_bastion_private_key_passphrase,
      }
    : { ...keyFiles(config), certificate: config.ssh_bastion_certificate_file ?? config.ssh_certificate_file };

/** Of the template's key for the machine. */
export async function filePublicKey(config: CommunicatorConfig, run: BuildContext): Promise<string | undefined> {
  const [key] = await fileKeys(keyFiles(config), run);
  if (!key) return undefined;
  const { publicKeyOf } = await import("@ingot/communicator-ssh");
  return publicKeyOf(key);
}

async function fileKeys({ key, certificate, passphrase }: KeyFiles, run: BuildContext): Promise<SshKey[]> {
  if (!key) return [];
  const privateKey = await readKey(key, run);
  const certified = certificate ? { certificate: await readKey(certificate, run) } : {};
  return [{ name: `the key ${key}`, privateKey, ...certified, ...(passphrase !== undefined && { passphrase }) }];
}

async function readKey(path: string, run: BuildContext): Promise<string> {
  try {
    return await readFile(run.host.resolve(path), "utf8");
  } catch (error) {
    throw new IngotError({
      code: "SSH_KEY",
      source: "user",
      message: `Cannot read ${path}: ${reasonOf(error)}`,
      cause: error,
    });
  }
}

function agentOf(field: string, { host }: BuildContext): string {
  if (host.env.SSH_AUTH_SOCK) return host.env.SSH_AUTH_SOCK;
  throw new IngotError({
    code: "SSH_AGENT",
    source: "user",
    message: `${field} is set, but no agent runs: SSH_AUTH_SOCK is not set. Start one (eval "$(ssh-agent)" and ssh-add), or log in by other means.`,
  });
}

async function bastionOf(config: CommunicatorConfig, host: string, run: BuildContext): Promise<SshServer> {
  const password = config.ssh_bastion_password;
  const login: SshLogin = {
    username: config.ssh_bastion_username ?? config.ssh_username ?? "",
    keys: await fileKeys(bastionKeyFiles(config), run),
    ...(config.ssh_bastion_agent_auth && { agent: agentOf("ssh_bastion_agent_auth", run) }),
    ...(password !== undefined && { password }),
    ...(config.ssh_bastion_interactive && { answer: answersFor(host, run) }),
  };
  return { host, port: config.ssh_bastion_port, login, knownHostKeys: hostKeyLines(config.ssh_bastion_host_key ?? "") };
}

/** Of whoever sits at the terminal. */
const answersFor = (bastion: string, run: BuildContext) => async (question: SshQuestion) => {
  const answer = await run.ask(`The bastion ${bastion} asks: ${question.text.trim()}`, { isSecret: question.isSecret });
  if (answer === undefined) throw nobodyAnswers(bastion, question);
  return answer;
};

const nobodyAnswers = (bastion: string, { text }: SshQuestion) =>
  new IngotError({
    code: "SSH_INTERACTIVE",
    source: "user",
    message: `The bastion ${bastion} asks "${text.trim()}", and there is no terminal at which somebody could answer. Set ssh_bastion_password instead of ssh_bastion_interactive, or log in by a key or an agent.`,
  });

const proxyOf = (config: CommunicatorConfig, host: string) => ({
  type: config.ssh_proxy_type as "socks5" | "http",
  host,
  port: config.ssh_proxy_port,
  ...(config.ssh_proxy_username && { username: config.ssh_proxy_username }),
  ...(config.ssh_proxy_password !== undefined && { password: config.ssh_proxy_password }),
});

function tunnelOf(text: string): SshTunnel {
  const [, port, host, hostPort] = /^(\d+):(.+):(\d+)$/.exec(text)!; // as checked
  return { port: Number(port), host: host!.replace(/^\[(.*)\]$/, "$1"), hostPort: Number(hostPort) };
}

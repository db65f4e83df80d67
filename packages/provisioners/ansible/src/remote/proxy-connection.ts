import { readFile, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { temporaryKeyPair } from "@ingot/communicator-ssh";
import { type BuildContext, IngotError, type ProvisionTarget, reasonOf } from "@ingot/core/plugin";
import ssh2, { type ParsedKey } from "ssh2";
import { proxyKeyTypes } from "./check.js";
import type { AnsibleConfig } from "./config.js";
import type { AnsibleConnection, ConnectionPlace } from "./connection.js";
import { closeListener, listenOn } from "./listen.js";
import { proxyServer } from "./proxy-server.js";
import { sharedConnections } from "./shared-connections.js";
import { trusting } from "./ssh-options.js";

/** Packer's, and where most systems have it. */
const sftpServer = "/usr/lib/sftp-server -e";

/** A server here that looks like the machine to Ansible's ssh, and passes all on to the build's communicator. */
export async function connectByProxy(
  config: AnsibleConfig,
  { communicator, exports }: ProvisionTarget,
  place: ConnectionPlace,
  run: BuildContext,
): Promise<AnsibleConnection> {
  run.say("Setting up proxy adapter for Ansible....");
  const hostKey = await hostKeyOf(config, run);
  const login = await loginOf(config, place.directory, run);
  const open = new Set<Socket>();
  const sftpCommand = config.sftp_command ?? sftpServer;
  const proxy = proxyServer({ host: hostKey.text, login: login.key }, { communicator, sftpCommand, run });
  const server = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket)).on("error", () => {});
    proxy.serve(socket);
  });
  const port = await listenOn(server, { host: config.ansible_proxy_bind_address, port: config.local_port });
  const stop = () => closeListener(server, open);
  run.defer(stop);
  const address = { host: config.ansible_proxy_host, port };
  const shared = await sharedConnections(place.directory, run);
  const env = {
    ...shared.env,
    ...login.env,
    ANSIBLE_SSH_TRANSFER_METHOD: config.use_sftp || config.sftp_command !== undefined ? "sftp" : "piped",
  };
  const close = async () => {
    await shared.close();
    await stop();
    await proxy.settled();
  };
  const user = config.user ?? (exports.User || "root");
  const combined = await trusting(hostKey.publicKey, address, place);
  return { ...address, user, env, combined, sshArguments: ["-o IdentitiesOnly=yes"], close };
}

async function hostKeyOf(config: AnsibleConfig, run: BuildContext) {
  const { ssh_host_key_file: file } = config;
  const text = file ? await readKey(file, run) : (await keyPair(config)).privateKey;
  const key = parseKey(text, file ?? "of the server");
  if (!key.isPrivateKey()) throw unreadable(file!, new Error("it is a public key"));
  return { text, publicKey: `${key.type} ${key.getPublicSSH().toString("base64")}` };
}

/** Who may log in: the user's own key, or one that only Ansible knows. */
async function loginOf(config: AnsibleConfig, directory: string, run: BuildContext) {
  const { ssh_authorized_key_file: file } = config;
  if (file) return { key: parseKey(await readKey(file, run), file), env: {} };
  const { privateKey, publicKey } = await keyPair(config);
  const path = join(directory, "key");
  await writeFile(path, privateKey, { mode: 0o600 });
  return { key: parseKey(publicKey, "of Ansible"), env: { ANSIBLE_PRIVATE_KEY_FILE: path } };
}

const keyPair = ({ ansible_proxy_key_type: type }: AnsibleConfig) =>
  temporaryKeyPair(
    proxyKeyTypes[type.toUpperCase()]!,
    type.toUpperCase() === "RSA" ? 2048 : undefined,
    "ingot-ansible",
  );

const readKey = (file: string, { host }: BuildContext) =>
  readFile(host.resolve(file), "utf8").catch((error: unknown) => {
    throw unreadable(file, error);
  });

function parseKey(text: string, name: string): ParsedKey {
  const parsed = ssh2.utils.parseKey(text);
  const key = Array.isArray(parsed) ? (parsed[0] as ParsedKey) : parsed;
  if (key instanceof Error) throw unreadable(name, key);
  return key;
}

const unreadable = (name: string, cause: unknown) =>
  new IngotError({
    code: "ANSIBLE_PROXY",
    source: "user",
    message: `The key ${name} cannot be used for Ansible's connection: ${reasonOf(cause)}`,
    cause,
  });

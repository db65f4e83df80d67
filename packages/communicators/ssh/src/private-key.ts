import { reasonOf } from "@ingot/core/plugin";
import ssh2, { type ParsedKey } from "ssh2";
import { unusable } from "./ssh-error.js";
import type { SshKey } from "./ssh-settings.js";

const encrypted = /^-----BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED|^Encryption: (?!none)/m;

/** Throws SSH_KEY, with what is wrong with it. The key itself is in no message. */
export function parsePrivateKey({ name, privateKey, passphrase }: SshKey): ParsedKey {
  const parsed = ssh2.utils.parseKey(privateKey, passphrase);
  const key = Array.isArray(parsed) ? (parsed[0] as ParsedKey) : parsed;
  if (!(key instanceof Error) && key.isPrivateKey()) return key;
  if (!(key instanceof Error)) throw unusable("SSH_KEY", `${name} holds a public key; the private one is needed.`);
  if (isEncrypted(privateKey)) throw locked(name, passphrase, key);
  throw unusable("SSH_KEY", `${name} cannot be read as a private key: ${reasonOf(key)}`, key);
}

function locked(name: string, passphrase: string | undefined, cause: Error) {
  if (passphrase !== undefined) return unusable("SSH_KEY", `The passphrase does not open ${name}.`, cause);
  const mend = "Set ssh_private_key_passphrase, or add the key to an agent (ssh-add) and set ssh_agent_auth = true.";
  return unusable("SSH_KEY", `${name} is protected by a passphrase. ${mend}`, cause);
}

/** OpenSSH's own format says in its first field, after a magic word, by what cipher its keys are protected. */
export function isEncrypted(privateKey: string): boolean {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)/.exec(privateKey)?.[1];
  if (body === undefined) return encrypted.test(privateKey);
  const bytes = Buffer.from(body, "base64").subarray("openssh-key-v1\0".length);
  return bytes.length > 8 && bytes.subarray(4, 4 + bytes.readUInt32BE(0)).toString("latin1") !== "none";
}

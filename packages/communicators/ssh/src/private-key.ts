import { reasonOf } from "@ingot/core/plugin";
import ssh2, { type ParsedKey } from "ssh2";
import { unusable } from "./ssh-error.js";
import type { SshKey } from "./ssh-settings.js";

/** Throws SSH_KEY, with what is wrong with it. The key itself is in no message. */
export function parsePrivateKey({ name, privateKey, passphrase }: SshKey): ParsedKey {
  const parsed = ssh2.utils.parseKey(privateKey, passphrase);
  const key = Array.isArray(parsed) ? (parsed[0] as ParsedKey) : parsed;
  if (key instanceof Error) throw unusable("SSH_KEY", `Cannot read ${name} as a private key: ${reasonOf(key)}`, key);
  if (!key.isPrivateKey())
    throw unusable("SSH_KEY", `Cannot log in with ${name}: it is a public key, not a private one.`);
  return key;
}

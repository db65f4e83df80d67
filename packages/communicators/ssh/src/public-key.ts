import { parsePrivateKey } from "./private-key.js";
import type { SshKey } from "./ssh-settings.js";

/** The public half of a private key as a line for authorized_keys, without a comment. Throws SSH_KEY. */
export function publicKeyOf(key: SshKey): string {
  const parsed = parsePrivateKey(key);
  return `${parsed.type} ${parsed.getPublicSSH().toString("base64")}`;
}

import { promisify } from "node:util";
import ssh2, { type KeyType } from "ssh2";
import { unusable } from "./ssh-error.js";

/** Both halves of a fresh key. */
export interface TemporaryKeyPair {
  /** In OpenSSH's format, without a passphrase. */
  readonly privateKey: string;
  /** A line for authorized_keys. */
  readonly publicKey: string;
}

const defaultBits: Readonly<Record<string, number>> = { rsa: 4096, ecdsa: 521 };

/** A fresh key pair: rsa, ecdsa or ed25519. DSA keys are refused: OpenSSH has not taken them since 2015, and cannot since 2025. */
export async function temporaryKeyPair(
  type: string,
  bits: number | undefined,
  comment: string,
): Promise<TemporaryKeyPair> {
  if (type !== "ed25519" && !(type in defaultBits))
    throw unusable("SSH_KEY", `No key pair of the type ${type} can be made: choose ed25519, rsa or ecdsa.`);
  const generate = promisify(ssh2.utils.generateKeyPair) as (
    type: KeyType,
    options: { readonly bits?: number; readonly comment: string },
  ) => Promise<{ readonly private: string; readonly public: string }>;
  const size = type === "ed25519" ? {} : { bits: bits || defaultBits[type]! };
  const pair = await generate(type as KeyType, { ...size, comment });
  return { privateKey: pair.private, publicKey: pair.public };
}

import type { KeyObject } from "node:crypto";
import { FunctionError } from "../evaluate/scope.js";
import { decodeBase64 } from "./base64.js";
import { cryptoModule } from "./lazy-module.js";
import { decodeUtf8 } from "./utf8.js";

export function rsaDecrypt(ciphertext: string, privateKey: string): string {
  const encrypted = decodeBase64(ciphertext, 0);
  const key = readKey(privateKey);
  return decodeUtf8(unpad(decrypt(key, encrypted)), 0, "what it decrypts to");
}

function readKey(pem: string): KeyObject {
  try {
    const key = cryptoModule().createPrivateKey(pem);
    if (key.asymmetricKeyType === "rsa") return key;
  } catch {
    // The reason could quote the key, so it is not passed on.
  }
  throw new FunctionError("it is not an RSA private key in PEM without a passphrase", 1);
}

/** Without OpenSSL's own handling of the padding, which versions of Node refuse. */
function decrypt(key: KeyObject, encrypted: Buffer): Buffer {
  const { constants, privateDecrypt } = cryptoModule();
  try {
    return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encrypted);
  } catch {
    throw new FunctionError("it cannot be decrypted with this key", 0);
  }
}

/** PKCS #1 v1.5: 0, 2, at least eight bytes that are not zero, 0, and the message. */
function unpad(block: Buffer): Buffer {
  const end = block.indexOf(0, 2);
  if (block[0] !== 0 || block[1] !== 2 || end < 10) throw new FunctionError("it cannot be decrypted with this key", 0);
  return block.subarray(end + 1);
}

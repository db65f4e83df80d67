import { createCipheriv } from "node:crypto";

/**
 * RFC 6143, 7.2.2: the challenge, DES-encrypted by the password's first eight bytes, each with its bits mirrored.
 * OpenSSL 3 has single DES no more; triple DES with one key three times is the same.
 */
export function answerChallenge(challenge: Buffer, password: string): Buffer {
  const key = Buffer.alloc(8);
  Buffer.from(password, "utf8").copy(key);
  return encryptDes(challenge, key.map(mirrored));
}

/** DES in ECB mode; `text` is of whole blocks of eight bytes. */
export function encryptDes(text: Uint8Array, key: Uint8Array): Buffer {
  const cipher = createCipheriv("des-ede3", Buffer.concat([key, key, key]), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(text), cipher.final()]);
}

const mirrored = (byte: number) =>
  [...Array(8).keys()].reduce((all, bit) => all | (((byte >> bit) & 1) << (7 - bit)), 0);

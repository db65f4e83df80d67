const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----|^PuTTY-User-Key-File-/m;

/** PEM's two ways of saying so, and PuTTY's. OpenSSH's own format has to be looked into. */
const encrypted = /^-----BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED|^Encryption: (?!none)/m;

/** A line as in a `.pub` file, of a type that says so. */
export const isCertificate = (text: string): boolean => /^\S+-cert-v01@openssh\.com /m.test(text);

export const isPrivateKey = (text: string): boolean => privateKey.test(text);

/** OpenSSH's format says in its first field, after a magic word, by what cipher its keys are protected. */
export function isEncrypted(text: string): boolean {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)/.exec(text)?.[1];
  if (body === undefined) return encrypted.test(text);
  const bytes = Buffer.from(body, "base64").subarray("openssh-key-v1\0".length);
  return bytes.length > 8 && bytes.subarray(4, 4 + bytes.readUInt32BE(0)).toString("latin1") !== "none";
}

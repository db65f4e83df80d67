import { sign } from "node:crypto";
import type { Client, ParsedKey } from "ssh2";
import { unusable } from "./ssh-error.js";
import { readWireString, wireNumber, wireString } from "./wire.js";

const suffix = "-cert-v01@openssh.com";

interface Algorithm {
  /** What a signature by the bare key is called. */
  readonly signature: string;
  readonly hash: string | null;
}

/** By the certificate's type. RSA signs with SHA-512: OpenSSH takes no SHA-1 any more. */
const algorithms: Readonly<Record<string, Algorithm>> = {
  [`ssh-ed25519${suffix}`]: { signature: "ssh-ed25519", hash: null },
  [`ssh-rsa${suffix}`]: { signature: "rsa-sha2-512", hash: "sha512" },
  [`ecdsa-sha2-nistp256${suffix}`]: { signature: "ecdsa-sha2-nistp256", hash: "sha256" },
  [`ecdsa-sha2-nistp384${suffix}`]: { signature: "ecdsa-sha2-nistp384", hash: "sha384" },
  [`ecdsa-sha2-nistp521${suffix}`]: { signature: "ecdsa-sha2-nistp521", hash: "sha512" },
};

/**
 * `key` as its certificate shows it. ssh2 takes it for a key of a type that it does not know, and gets all right but one thing: that
 * a signature bears the name of the key's algorithm, not of the certificate's. That is put right in the packet as it leaves.
 */
export function certifiedKey(key: ParsedKey, name: string, certificate: string, client: () => Client): ParsedKey {
  const blob = Buffer.from(certificate.trim().split(/\s+/)[1] ?? "", "base64");
  const algorithm = algorithms[typeOf(blob)];
  if (!algorithm) throw unusable("SSH_CERTIFICATE", `The certificate of ${name} is not an OpenSSH certificate.`);
  if (!certifies(blob, key))
    throw unusable("SSH_CERTIFICATE", `The certificate is not one of ${name}: it certifies another key.`);
  return Object.create(key, {
    type: { value: `${algorithm.signature}${suffix}` },
    getPublicSSH: { value: () => blob },
    sign: {
      value: (data: Buffer) => {
        renameNextSignature(client(), algorithm.signature);
        return signatureOf(data, key, algorithm);
      },
    },
  });
}

function typeOf(blob: Buffer): string {
  return blob.length > 4 && blob.readUInt32BE(0) < blob.length ? readWireString(blob, 0).value.toString("latin1") : "";
}

/** Type, nonce, then the fields of the public key after its type. */
function certifies(blob: Buffer, key: ParsedKey): boolean {
  const fields = readWireString(blob, readWireString(blob, 0).next).next;
  const publicKey = key.getPublicSSH();
  const expected = publicKey.subarray(readWireString(publicKey, 0).next);
  return blob.subarray(fields, fields + expected.length).equals(expected);
}

function signatureOf(data: Buffer, key: ParsedKey, { signature, hash }: Algorithm): Buffer {
  const pem = key.getPrivatePEM();
  if (!signature.startsWith("ecdsa")) return sign(hash, data, pem);
  const numbers = sign(hash, data, { key: pem, dsaEncoding: "ieee-p1363" });
  const half = numbers.length / 2;
  return Buffer.concat([wireNumber(numbers.subarray(0, half)), wireNumber(numbers.subarray(half))]);
}

/** The part of ssh2's insides that is needed: how it lays out packets. */
interface PacketWriter {
  readonly allocStart: number;
  alloc(size: number): Buffer;
  finalize(packet: Buffer): Buffer;
}

function renameNextSignature(client: Client, signature: string): void {
  const { write } = (client as unknown as { _protocol: { _packetRW: { write: PacketWriter } } })._protocol._packetRW;
  const { finalize } = write;
  write.finalize = (packet) => {
    write.finalize = finalize;
    const payload = withSignatureNamed(signature, packet.subarray(write.allocStart));
    const renamed = write.alloc(payload.length);
    renamed.set(payload, write.allocStart);
    return finalize.call(write, renamed);
  };
}

/** USERAUTH_REQUEST: its number, user, service, "publickey", true, algorithm, key, signature (which is a name and the signature proper). */
function withSignatureNamed(name: string, payload: Buffer): Buffer {
  const afterMethod = [1, 2, 3].reduce((at) => readWireString(payload, at).next, 1);
  const afterKey = [1, 2].reduce((at) => readWireString(payload, at).next, afterMethod + 1);
  const { value } = readWireString(payload, afterKey);
  const proper = readWireString(value, readWireString(value, 0).next).value;
  const signature = Buffer.concat([wireString(name), wireString(proper)]);
  return Buffer.concat([payload.subarray(0, afterKey), wireString(signature)]);
}

import { constants, generateKeyPairSync, publicEncrypt } from "node:crypto";
import { problemsOf, resultOf } from "../evaluate/evaluate.test-fixtures.js";
import { fromPlain } from "../value/plain.js";

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 1024,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
});
const encrypted = publicEncrypt(
  { key: publicKey, padding: constants.RSA_PKCS1_PADDING },
  Buffer.from("pässword"),
).toString("base64");
const roots = { key: fromPlain(privateKey), encrypted: fromPlain(encrypted) };

test("what was encrypted can be read", () => {
  expect(resultOf("rsadecrypt(encrypted, key)", roots)).toBe('"pässword"');
});

test.each([
  ['rsadecrypt("!", key)', "it is not valid base64"],
  ['rsadecrypt("AAAA", key)', "it cannot be decrypted with this key"],
  ['rsadecrypt(encrypted, "no key")', "it is not an RSA private key in PEM without a passphrase"],
])("%s is refused", (text, reason) => {
  expect(problemsOf(text, roots)[0]).toContain(`is not valid: ${reason}.`);
});

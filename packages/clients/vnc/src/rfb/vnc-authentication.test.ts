import { answerChallenge, encryptDes } from "./vnc-authentication.js";

const hex = (text: string) => Buffer.from(text, "hex");

/** Key, text, cipher: the worked example of DES in textbooks, and the variable-key and permutation tests of NIST SP 800-17. */
test.each([
  ["133457799bbcdff1", "0123456789abcdef", "85e813540f0ab405"],
  ["8001010101010101", "0000000000000000", "95a8d72813daa94d"],
  ["4001010101010101", "0000000000000000", "0eec1487dd8c26d5"],
  ["0101010101010101", "8000000000000000", "95f8a5e5dd31d900"],
  ["1046913489980131", "0000000000000000", "88d55e54f54c97b4"],
])("DES by key %s makes of %s %s", (key, text, cipher) =>
  expect(encryptDes(hex(text), hex(key)).toString("hex")).toBe(cipher),
);

test("a password counts with eight bytes, each with its bits mirrored, over both blocks", () => {
  const challenge = hex("0123456789abcdef0123456789abcdef");
  expect(answerChallenge(challenge, "password")).toEqual(answerChallenge(challenge, "password and more"));
  expect(answerChallenge(challenge, "a")).toEqual(encryptDes(challenge, hex("8600000000000000")));
});

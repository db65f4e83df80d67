import { FunctionError } from "../evaluate/scope.js";

const pattern = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Strict, padded base64; line breaks are passed over. */
export function decodeBase64(text: string, argument: number): Buffer {
  const bare = text.replace(/[\r\n]/g, "");
  if (bare.length % 4 !== 0 || !pattern.test(bare)) throw new FunctionError("it is not valid base64", argument);
  return Buffer.from(bare, "base64");
}

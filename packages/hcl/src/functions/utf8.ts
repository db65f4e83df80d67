import { FunctionError } from "../evaluate/scope.js";

/** The text of UTF-8 bytes, a byte order mark included; `what` names them in the complaint. */
export function decodeUtf8(bytes: Uint8Array, argument: number | undefined, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FunctionError(`${what} is not valid UTF-8 text`, argument);
  }
}

import { FunctionError } from "../evaluate/scope.js";
import { iconvModule } from "./lazy-module.js";

/** Bytes in an encoding by its IANA name; a character that the encoding lacks is refused, not replaced. */
export function encodeText(text: string, encoding: string): Buffer {
  const iconv = supported(encoding);
  const bytes = iconv.encode(text, encoding);
  if (iconv.decode(bytes, encoding, { stripBOM: false }) === text) return bytes;
  throw new FunctionError(`it has characters that the encoding ${encoding} lacks`, 0);
}

export function decodeText(bytes: Buffer, encoding: string): string {
  const iconv = supported(encoding);
  const text = iconv.decode(bytes, encoding, { stripBOM: false });
  if (!text.includes("\ufffd") || iconv.encode(text, encoding).equals(bytes)) return text;
  throw new FunctionError(`what it holds is not valid in the encoding ${encoding}`, 0);
}

function supported(encoding: string): ReturnType<typeof iconvModule> {
  const iconv = iconvModule();
  if (/^(?:base64|hex|binary)$/i.test(encoding) || !iconv.encodingExists(encoding))
    throw new FunctionError(`"${encoding}" is not the name of a supported encoding`, 1);
  return iconv;
}

import { readFile } from "node:fs/promises";
import { type BuildContext, fileReasonOf, IngotError } from "@ingot/core/plugin";
import type { RunConfig } from "./run-fields.js";

/** Amazon's bound, in bytes before they are encoded. */
const mostBytes = 16_384;

/** In base64, as calls want it; what is base64 already is taken for encoded, as Packer does. */
export async function userData(config: RunConfig, run: BuildContext): Promise<string | undefined> {
  const text = config.user_data ?? (config.user_data_file ? await textOf(config.user_data_file, run) : undefined);
  if (!text) return undefined;
  const bytes = Buffer.isBuffer(text) ? text : Buffer.from(text);
  const encoded = isBase64(bytes.toString("latin1")) ? bytes.toString("latin1") : bytes.toString("base64");
  if (Buffer.from(encoded, "base64").length > mostBytes) throw tooLarge();
  return encoded;
}

async function textOf(path: string, { host }: BuildContext): Promise<Buffer> {
  try {
    return await readFile(host.resolve(path));
  } catch (cause) {
    throw new IngotError({
      code: "AMAZON_USER_DATA",
      source: "user",
      message: `Cannot read user_data_file "${path}": ${fileReasonOf(cause)}`,
      cause,
    });
  }
}

/** A short word is more likely a command than an encoded one: what it encodes must itself be a script, or cloud-init's. */
function isBase64(text: string): boolean {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return false;
  const decoded = Buffer.from(text, "base64");
  return isGzip(decoded) || /^(?:#|<|Content-Type:|MIME-Version:|From )/i.test(decoded.toString("latin1"));
}

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

const tooLarge = () =>
  new IngotError({
    code: "AMAZON_USER_DATA",
    source: "user",
    message: `The user data has more than ${mostBytes} bytes, which Amazon does not take. Compress it (cloud-init reads gzip), or let it fetch the rest.`,
  });

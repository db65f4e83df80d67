import { isUtf8 } from "node:buffer";
import { extname } from "node:path";

/** What machines that boot can be told of, by the extension. */
const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".gif": "image/gif",
  ".htm": "text/html; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webp": "image/webp",
  ".xml": "text/xml; charset=utf-8",
};

/** By the extension, else by the beginning: kickstarts and seeds have extensions that no list knows. */
export const contentType = (path: string, beginning: Buffer): string =>
  types[extname(path).toLowerCase()] ?? (isText(beginning) ? "text/plain; charset=utf-8" : "application/octet-stream");

/** The beginning may end within a character. */
const isText = (bytes: Buffer): boolean =>
  !bytes.includes(0) && [0, 1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, Math.max(0, bytes.length - cut))));

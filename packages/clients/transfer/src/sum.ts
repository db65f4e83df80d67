import { createHash } from "node:crypto";

/** SHA-256 in hexadecimal digits. */
export async function sumOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest("hex");
}

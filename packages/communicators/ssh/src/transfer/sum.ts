import { createHash } from "node:crypto";
import type { Content } from "@ingot/client-transfer";
import type { TransferSession } from "./transfer-session.js";

/** SHA-256 in hexadecimal digits. */
export async function sumOf(content: Pick<Content, "open">): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of content.open()) hash.update(chunk);
  return hash.digest("hex");
}

/** Nothing where nobody asks for it: it costs a second reading. */
export const sumIfWanted = async ({ verify }: TransferSession, content: Content): Promise<string> =>
  verify === "sha256" ? sumOf(content) : "";

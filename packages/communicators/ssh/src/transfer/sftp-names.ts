import { type BytePath, bytePath, pathBuffer, shownPath } from "@ingot/client-transfer";
import { IngotError } from "@ingot/core/plugin";

/** Names are text for our SFTP client; bytes that are no UTF-8 would name another file. */
export function sftpText(path: BytePath): string {
  const text = pathBuffer(path).toString("utf8");
  if (bytePath(text) === path) return text;
  throw notText(shownPath(path));
}

/** The other way round: a server's name that was no UTF-8 has lost its bytes. */
export function sftpName(text: string): BytePath {
  if (!text.includes("\ufffd")) return bytePath(text);
  throw notText(shownPath(bytePath(text)));
}

const notText = (shown: string) =>
  new IngotError({
    code: "NAME_NOT_TEXT",
    source: "user",
    message: `The name ${shown} is not UTF-8, and goes by no SFTP. Rename it, or install tar on the machine.`,
  });

import { byteReader, type Content } from "@ingot/client-transfer";
import { remoteFailure, uploadTo } from "./remote-failure.js";
import { drained, feed, withProgram } from "./remote-program.js";
import type { TransferSession } from "./transfer-session.js";
import { sumIfWanted } from "./transfer-session.js";
import { uploadProgram } from "./upload-program.js";

/** By `cat`, which every machine has, and which waits for nothing. */
export async function uploadByShell(
  session: TransferSession,
  content: Content,
  mode: number,
  path: string,
): Promise<void> {
  const sum = await sumIfWanted(session, content);
  const lines = uploadProgram(session, content, mode, path, sum, `cat >"$w"`);
  await withProgram(session, lines, async (program) => {
    const printed = drained(byteReader(program.output));
    await feed(program, content.open(), session.onBytes);
    await printed;
    const end = await program.ended;
    if (end.exitCode !== 0) throw remoteFailure(uploadTo(path), end);
  });
}

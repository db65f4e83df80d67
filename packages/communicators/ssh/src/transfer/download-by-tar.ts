import { type BytePath, localDestination, unpackTree } from "@ingot/client-transfer";
import { isIngotError } from "@ingot/core/plugin";
import { compareDownloaded } from "./compare-trees.js";
import { requireDirectory } from "./remote-checks.js";
import { downloadOf, remoteFailure } from "./remote-failure.js";
import { type RemoteProgram, withProgram } from "./remote-program.js";
import type { TransferSession } from "./transfer-session.js";

const downloadProgram = (path: string) => [...requireDirectory(path), `CDPATH= cd "$p" || exit 1`, "exec tar -cf - ."];

/** The contents of a directory into `root`, a resolved path of this machine. */
export async function downloadByTar(
  session: TransferSession,
  path: string,
  root: string,
  mode: number | undefined,
): Promise<void> {
  const names: BytePath[] = [];
  const onFile = session.verify === "sha256" && ((name: BytePath) => void names.push(name));
  await withProgram(session, downloadProgram(path), async (program) => {
    program.end();
    const destination = localDestination(root, { ...(mode !== undefined && { mode }), ...(onFile && { onFile }) });
    await unpackTree(program.output, destination, { onWritten: session.onBytes }).catch(async (error: unknown) => {
      if (isIngotError(error, "TAR_TRUNCATED")) await requireSuccess(program, path);
      throw error;
    });
    await requireSuccess(program, path);
  });
  if (session.verify === "sha256") await compareDownloaded(session, path, root, names);
}

async function requireSuccess(program: RemoteProgram, path: string): Promise<void> {
  const end = await program.ended;
  if (end.exitCode !== 0) throw remoteFailure(downloadOf(path), end);
}

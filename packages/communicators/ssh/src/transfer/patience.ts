import { IngotError } from "@ingot/core/plugin";
import type { TransferSession } from "./transfer-session.js";

/** Enough for a login on a loaded machine under emulation: whoever has not answered by then never will. Milliseconds. */
const patience = 60_000;

/** Who is to answer, and where to look when it does not. */
interface Party {
  readonly name: string;
  readonly look: string;
}

export const loginShell: Party = {
  name: "login shell",
  look: "ForceCommand in sshd_config, command= in authorized_keys, and what the shell reads when it starts (.bashrc): one of them waits for something, or runs another program in place of the shell",
};

export const sftpServer: Party = {
  name: "SFTP server",
  look: "Subsystem sftp and ForceCommand in sshd_config, and what the login shell reads when it starts (.bashrc)",
};

/** What `answer` gives, unless the machine stays silent for too long, or the transfer is cancelled. */
export async function answered<T>(
  { host, signal }: Pick<TransferSession, "host" | "signal">,
  party: Party,
  answer: Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const over = signal ? AbortSignal.any([signal, done.signal]) : done.signal;
  const silence = host.sleep(patience, over).then(() => {
    throw silent(party);
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    done.abort();
  }
}

const silent = ({ name, look }: Party) =>
  new IngotError({
    code: "SSH_SILENT",
    source: "outside",
    message: `The machine's ${name} has not answered for ${patience / 1000} s, so no files can be transferred. Look there at ${look}.`,
  });

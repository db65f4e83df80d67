import { IngotError, isIngotError, reasonOf } from "@ingot/core/plugin";
import type { Client, SFTPWrapper } from "ssh2";
import { lostError } from "../live-connection.js";
import type { Opened } from "../session-queue.js";
import { answered, sftpServer } from "./patience.js";
import type { TransferSession } from "./transfer-session.js";

type Request<T> = (sftp: SFTPWrapper, done: (error?: Error | null, result?: T) => void) => void;

/** What is asked of an SFTP server, by promises. Rejects with what the server says, an error with its status as `code`. */
export interface SftpClient {
  /** Rejects with the reason when the transfer is cancelled. */
  call<T>(request: Request<T>): Promise<T>;
  /** Is done also then. */
  cleanUp<T>(request: Request<T>): Promise<T>;
}

export async function withSftp<T>(session: TransferSession, use: (client: SftpClient) => Promise<T>): Promise<T> {
  const { connections, client, signal } = session;
  const sftp = await connections
    .session(client, { open: opensSftp(session), adopt: (each: SFTPWrapper) => each, signal })
    .catch((error: unknown) => {
      if (signal?.aborted) throw signal.reason;
      const isKnown = connections.whyLost(client) !== undefined || isIngotError(error, "SSH_SILENT");
      throw isKnown ? error : noSubsystem(error);
    });
  let isOpen = true;
  const over = () => {
    isOpen = false;
  };
  const isClosed = new Promise<void>((settle) => sftp.once("close", settle));
  sftp.once("end", over).once("close", over);
  sftp.on("error", () => undefined); // its closing tells it
  try {
    return await use(clientOf(sftp, () => isOpen, signal));
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const why = connections.whyLost(client);
    throw why === undefined ? error : lostError("a file was transferred", why);
  } finally {
    sftp.end();
    if (connections.whyLost(client) === undefined) await isClosed;
  }
}

/** The server has its time from when it is asked: who waits for a turn does not wait for an answer. */
const opensSftp =
  (session: TransferSession) =>
  (client: Client, opened: Opened<SFTPWrapper>): void => {
    let isAwaited = true;
    const answer = new Promise<void>((settle) => {
      client.sftp((error, sftp) => {
        settle();
        if (isAwaited) opened(error, sftp);
        else sftp?.end();
      });
    });
    answered(session, sftpServer, answer).catch((error: Error) => {
      isAwaited = false;
      opened(error, undefined as never);
    });
  };

function clientOf(sftp: SFTPWrapper, isOpen: () => boolean, signal: AbortSignal | undefined): SftpClient {
  /** Requests that wait when the session ends are failed by ssh2; later ones would never be answered. */
  const cleanUp: SftpClient["call"] = (request) =>
    new Promise((settle, fail) => {
      if (!isOpen()) throw new Error("the SFTP session has ended");
      request(sftp, (error, result) => (error ? fail(error) : settle(result!)));
    });
  return {
    cleanUp,
    call: async (request) => {
      signal?.throwIfAborted();
      return cleanUp(request);
    },
  };
}

const noSubsystem = (cause: unknown) =>
  new IngotError({
    code: "SFTP_UNAVAILABLE",
    source: "outside",
    message: `The machine's SSH server offers no SFTP: ${reasonOf(cause)}.`,
    cause,
  });

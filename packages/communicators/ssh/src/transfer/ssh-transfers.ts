import { realpath } from "node:fs/promises";
import { basename, join, posix } from "node:path";
import {
  type Content,
  contentOfFile,
  contentOfStream,
  countProgress,
  openLocalDirectory,
  uploadError,
  writeFetchedFile,
} from "@ingot/client-transfer";
import {
  type BuildContext,
  type Communicator,
  isIngotError,
  makeDirectory,
  type TransferOptions,
} from "@ingot/core/plugin";
import type { Client } from "ssh2";
import type { SshConnections } from "../ssh-connections.js";
import { type Abilities, abilitiesByConnection } from "./abilities.js";
import { byFirst, directoryMethods, fileMethods, type SshTransferMethod } from "./methods.js";
import { randomName, type TransferSession } from "./transfer-session.js";

export interface SshTransferOptions {
  /** What the template insists on; absent: whatever is fastest on the machine. */
  readonly method?: SshTransferMethod | undefined;
}

export type SshTransfers = Pick<Communicator, "upload" | "uploadDirectory" | "download" | "downloadDirectory">;

type Run = Pick<BuildContext, "host" | "signal" | "tempDirectory">;

/** Files to and from a machine. A transfer whose connection is lost goes on, or starts again, on a new one. */
export function sshTransfers(connections: SshConnections, { method }: SshTransferOptions, run: Run): SshTransfers {
  const transfer = transferrer(connections, run);
  return {
    upload: async (source, destination, options = {}) => {
      const content = typeof source === "string" ? await contentOfFile(source) : await spooled(source, run, options);
      const path = fileDestination(source, destination);
      const mode = options.mode ?? content.mode;
      await transfer(options, (session, abilities) => {
        session.expect(content.size);
        return byFirst(fileMethods(abilities, method), method, (by) => by.upload(session, content, mode, path));
      });
    },
    uploadDirectory: async (source, destination, options = {}) => {
      const directory = await openLocalDirectory(source, options.mode);
      const path = withoutSlash(destination);
      await transfer(options, (session, abilities) =>
        byFirst(directoryMethods(abilities, method), method, (by) => by.upload(session, directory, path)),
      );
    },
    download: async (source, destination, options = {}) => {
      const progress = {};
      const name = randomName(run.host);
      await writeFetchedFile(destination, name, options, (file) =>
        transfer(options, (session, abilities) =>
          byFirst(fileMethods(abilities, method), method, (by) => by.download(session, source, file, progress)),
        ),
      );
    },
    downloadDirectory: async (source, destination, options = {}) => {
      const path = withoutSlash(source);
      const into = source.endsWith("/") ? destination : join(destination, posix.basename(posix.resolve("/", path)));
      await makeDirectory(into);
      const root = await realpath(into);
      await transfer(options, (session, abilities) =>
        byFirst(directoryMethods(abilities, method), method, (by) => by.download(session, path, root, options.mode)),
      );
    },
  };
}

const withoutSlash = (path: string): string => path.replace(/\/+$/, "") || "/";

const spooled = (
  source: Exclude<Parameters<SshTransfers["upload"]>[0], string>,
  run: Run,
  { signal }: TransferOptions,
): Promise<Content> =>
  contentOfStream(source, { host: run.host, spoolDirectory: () => run.tempDirectory() }, signal ?? run.signal);

function fileDestination(source: unknown, destination: string): string {
  if (!destination.endsWith("/")) return destination;
  if (typeof source === "string") return destination + basename(source);
  throw uploadError(`"${destination}" ends in "/", but what is uploaded has no name of its own. Name the file.`);
}

const mostAttempts = 3;

/** Has a transfer done, on another connection where the first is lost. What fails on a live connection is not tried again. */
function transferrer(connections: SshConnections, run: Run) {
  const abilitiesOf = abilitiesByConnection();
  return async <T>(
    options: TransferOptions,
    work: (session: TransferSession, abilities: Abilities) => Promise<T>,
  ): Promise<T> => {
    const name = randomName(run.host);
    const signal = options.signal ?? run.signal;
    for (let attempt = 1; ; attempt++) {
      let used: Client | undefined;
      try {
        return await connections.use(async (client) => {
          used = client;
          const counting = countProgress(options);
          const session = {
            connections,
            client,
            host: run.host,
            signal,
            verify: options.verify ?? "size",
            name,
            attempt,
            ...counting,
          };
          return work(session, await abilitiesOf(session));
        }, signal);
      } catch (error) {
        const isLost = used && (connections.whyLost(used) !== undefined || isIngotError(error, "COMMUNICATOR_LOST"));
        const mayPass = isLost || isIngotError(error, "SSH_COMMAND_REFUSED"); // a transfer may be done twice
        if (!mayPass || signal.aborted || attempt === mostAttempts) throw error;
      }
    }
  };
}

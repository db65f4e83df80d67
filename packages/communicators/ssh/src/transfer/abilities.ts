import { byteReader } from "@ingot/client-transfer";
import { isIngotError } from "@ingot/core/plugin";
import type { Client } from "ssh2";
import { answered, loginShell } from "./patience.js";
import { lineOf, withProgram } from "./remote-program.js";
import type { TransferSession } from "./transfer-session.js";

/** What a machine can do for us. */
export interface Abilities {
  /** A POSIX shell. */
  readonly hasShell: boolean;
  /** Programs that are on its PATH. */
  readonly programs: ReadonlySet<string>;
}

const wanted = ["cat", "wc", "mv", "rm", "chmod", "mkdir", "tar", "scp"] as const;

const probe = [`for c in ${wanted.join(" ")}; do command -v $c >/dev/null 2>&1 && printf '%s ' $c; done; echo .`];

const none: Abilities = { hasShell: false, programs: new Set() };

/** Asks each machine once. A connection on which commands do nothing, or something else, has no shell. */
export function abilitiesByConnection(): (session: TransferSession) => Promise<Abilities> {
  const known = new WeakMap<Client, Abilities>();
  return async (session) => {
    const before = known.get(session.client);
    if (before) return before;
    const found = await askForAbilities(session);
    known.set(session.client, found);
    return found;
  };
}

async function askForAbilities(session: TransferSession): Promise<Abilities> {
  try {
    return await withProgram(session, probe, async (program) => {
      program.end();
      const line = await answered(session, loginShell, lineOf(byteReader(program.output)));
      return line.endsWith(".") ? { hasShell: true, programs: new Set(line.split(" ")) } : none;
    });
  } catch (error) {
    if (session.signal?.aborted || isIngotError(error, "SSH_SILENT") || isLost(session, error)) throw error;
    return none; // the server runs no commands
  }
}

const isLost = ({ connections, client }: TransferSession, error: unknown) =>
  isIngotError(error, "COMMUNICATOR_LOST") && connections.whyLost(client) !== undefined;

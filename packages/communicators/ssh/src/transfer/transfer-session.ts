import { type Content, sumOf } from "@ingot/client-transfer";
import type { Host, TransferOptions } from "@ingot/core/plugin";
import type { Client } from "ssh2";
import type { SshConnections } from "../ssh-connections.js";

/** One attempt of one transfer, on one connection. */
export interface TransferSession {
  readonly connections: Pick<SshConnections, "session" | "whyLost">;
  readonly client: Client;
  readonly host: Pick<Host, "randomBytes" | "sleep">;
  readonly signal: AbortSignal | undefined;
  readonly verify: NonNullable<TransferOptions["verify"]>;
  /** Of the transfer: what it makes on the way has it in its name. */
  readonly name: string;
  /** 1, 2 … */
  readonly attempt: number;
  /** Counts bytes of files for the user to see. */
  onBytes(bytes: number): void;
  /** What `onBytes` will have counted in the end. */
  expect(total: number): void;
}

export const randomName = (host: Pick<Host, "randomBytes">): string =>
  Buffer.from(host.randomBytes(16)).toString("hex");

/** The SHA-256 of what is sent, or nothing where nobody asks for it: it costs a second reading. */
export const sumIfWanted = async ({ verify }: TransferSession, content: Content): Promise<string> =>
  verify === "sha256" ? sumOf(content.open()) : "";

import type { Duplex } from "node:stream";
import type { Communicator } from "@ingot/core/plugin";
import type { SshSettings } from "./ssh-settings.js";

/** What another SSH client needs to reach the machine as this communicator does. */
export interface SshAccess {
  readonly settings: SshSettings;
  /** The machine's key, as `type base64`. */
  hostKey(): string | undefined;
  /** A connection to the machine's port through the bastion or the proxy; absent where it is reached directly. */
  dial?(signal: AbortSignal): Promise<Duplex>;
}

export interface SshCommunicator extends Communicator {
  readonly type: "ssh";
  readonly access: SshAccess;
}

/** Undefined for a communicator of another kind. */
export const sshAccess = (communicator: Communicator): SshAccess | undefined =>
  communicator.type === "ssh" && "access" in communicator ? (communicator as SshCommunicator).access : undefined;

import type { Client } from "ssh2";

/** What `Client.exec` and `Client.sftp` give to their callbacks. */
type Opened<T> = (error: Error | undefined, channel: T) => void;

/** The connections to one machine, of which one lives at a time. */
export interface SshConnections {
  /**
   * Does `work` with a live connection; when the last one is dead a new one is waited for, as long as for the first. An error of
   * `work` is passed on, also when the connection died meanwhile: whether to try again is the caller's choice.
   */
  use<T>(work: (client: Client) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /**
   * Opens a session of `client` by `open`, and waits for its turn where the server allows fewer at once (MaxSessions) than
   * are wanted. `adopt` runs before the session's first event is told, so this is where listeners are added.
   */
  session<Channel extends NodeJS.EventEmitter, T>(
    client: Client,
    open: (client: Client, opened: Opened<Channel>) => void,
    adopt: (channel: Channel) => T,
    signal?: AbortSignal,
  ): Promise<T>;
}

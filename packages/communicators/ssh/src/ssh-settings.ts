/** A private key to log in with, as text; `name` is what messages call it. */
export interface SshKey {
  readonly name: string;
  readonly privateKey: string;
  readonly passphrase?: string;
  /** An OpenSSH certificate of this key, as in `id_ed25519-cert.pub`. */
  readonly certificate?: string;
}

/** A question that a server asks while somebody logs in. */
export interface SshQuestion {
  readonly text: string;
  /** The answer must not be seen. */
  readonly isSecret: boolean;
}

/** Who logs in, and by what: tried in this order. */
export interface SshLogin {
  readonly username: string;
  /** The socket of a local agent. */
  readonly agent?: string;
  readonly keys: readonly SshKey[];
  /** Answers every question of keyboard-interactive authentication too. */
  readonly password?: string;
  /** Asks a person what the password does not answer. */
  answer?(question: SshQuestion): Promise<string>;
}

/** A machine or a bastion: where it is, who logs in, and how one knows it. */
export interface SshServer {
  readonly host: string;
  readonly port: number;
  readonly login: SshLogin;
  /** Public keys (`ssh-ed25519 AAAA…`) or fingerprints (`SHA256:…`) that the server may have; without any, that of the first login is pinned. */
  readonly knownHostKeys: readonly string[];
}

/** What passes TCP connections on. */
export interface SshProxy {
  readonly type: "socks5" | "http";
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
}

/** A port of one side's localhost that leads to an address as the other side sees it. */
export interface SshTunnel {
  readonly port: number;
  readonly host: string;
  readonly hostPort: number;
}

/** How to talk to one machine. Durations are milliseconds. */
export interface SshSettings extends Omit<SshServer, "host" | "port"> {
  /** Asked anew for each attempt, whose signal it gets: a machine that boots may still get another address. Without one it is to be shown. */
  address(signal?: AbortSignal): Promise<{ readonly host: string; readonly port: number }>;
  readonly bastion?: SshServer;
  readonly proxy?: SshProxy;
  /** How long to wait for the machine; absent: without end. */
  readonly timeout?: number;
  /** How often the machine may refuse the login before that is final; 0: without end. */
  readonly attempts: number;
  /** After the first connection, before the one that counts. */
  readonly pauseBeforeConnecting: number;
  /** 0: never. */
  readonly keepAliveInterval: number;
  /** How long nothing may come from the machine; 0: without end. */
  readonly readWriteTimeout: number;
  readonly ciphers?: readonly string[];
  readonly keyExchanges?: readonly string[];
  /** Insisted on; absent: what is fastest on the machine. */
  readonly transferMethod?: "scp" | "sftp";
  /** The local agent's socket, for commands on the machine. */
  readonly forwardedAgent?: string;
  /** A terminal for each command. */
  readonly pty: boolean;
  readonly localTunnels: readonly SshTunnel[];
  readonly remoteTunnels: readonly SshTunnel[];
}

/** For messages: `host:port`, IPv6 addresses in brackets. */
export const serverName = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  `${host.includes(":") ? `[${host}]` : host}:${port}`;

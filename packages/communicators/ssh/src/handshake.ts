import type { Duplex } from "node:stream";
import { IngotError, reasonOf } from "@ingot/core/plugin";
import { NodeSSH } from "node-ssh";
import type { Algorithms, CipherAlgorithm, Client, KexAlgorithm, ServerHostKeyAlgorithm } from "ssh2";
import { algorithmOffers } from "./algorithm-offers.js";
import { authentication, credentialsOf } from "./authentication.js";
import type { HostKeyPin } from "./host-key.js";
import { softwareIn } from "./sessions-at-once.js";
import { handshakeFailed } from "./ssh-error.js";
import { type SshServer, type SshSettings, serverName } from "./ssh-settings.js";

/** For everything from the first byte until the login is accepted, as Packer has it. Milliseconds. */
const patience = 60_000;

export interface Handshake {
  readonly server: SshServer;
  /** Destroyed when this fails. */
  readonly transport: Duplex;
  readonly pin: HostKeyPin;
  readonly settings: SshSettings;
  readonly signal: AbortSignal;
}

export interface Greeted {
  readonly client: Client;
  /** What the server calls itself. */
  readonly software: string | undefined;
}

/** A connection that may be used. No secret is sent before the host key is trusted. */
export async function shakeHands(handshake: Handshake): Promise<Greeted> {
  const { transport, signal } = handshake;
  const stop = () => transport.destroy();
  signal.addEventListener("abort", stop);
  try {
    signal.throwIfAborted();
    return await begin(handshake);
  } catch (error) {
    transport.destroy();
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function begin(handshake: Handshake): Promise<Greeted> {
  const { server, transport, pin, settings } = handshake;
  const ssh = new NodeSSH();
  const witness = witnessOf(handshake, () => ssh.connection!);
  const connected = ssh.connect({ ...witness.options, ...optionsOf(server, settings, pin), sock: transport });
  witness.listen();
  await connected.catch((error: unknown) => {
    throw witness.explain(error);
  });
  pin.pin(witness.seen.key!);
  return { client: ssh.connection!, software: witness.seen.software };
}

interface Seen {
  key?: Buffer;
  isTrusted?: boolean;
  refusal?: unknown;
  software?: string | undefined;
}

/** Sees what happens in one handshake, and knows then why it failed. */
function witnessOf({ server, pin }: Handshake, client: () => Client) {
  const seen: Seen = {};
  const giveUp = (error: unknown) => {
    seen.refusal = error;
    client().destroy();
  };
  const login = authentication(server, credentialsOf(server.login, client, giveUp));
  const offers = algorithmOffers();
  const hostVerifier = (key: Buffer) => {
    Object.assign(seen, { key, refusal: pin.refuse(key, server) });
    return seen.refusal === undefined;
  };
  const debug = (text: string) => {
    offers.note(text);
    seen.software ??= softwareIn(text);
  };
  const listen = () => {
    client().on("error", () => {}); // what comes after the handshake is told by the end of the connection
    client().once("change password", () => giveUp(expired(server)));
    client().once("handshake", () => {
      seen.isTrusted = true;
    });
  };
  const explain = (error: unknown) => {
    if (seen.refusal !== undefined) return seen.refusal;
    if (!seen.isTrusted) return offers.mismatch(server) ?? failed(server, error);
    return isRefusal(error) ? login.refusal(error) : failed(server, error);
  };
  return { seen, options: { authHandler: login.handler, hostVerifier, debug }, listen, explain };
}

const optionsOf = (server: SshServer, settings: SshSettings, pin: HostKeyPin) => ({
  username: server.login.username,
  algorithms: algorithmsOf(settings, pin),
  readyTimeout: patience,
  keepaliveInterval: settings.keepAliveInterval,
  ...(settings.forwardedAgent && { agent: settings.forwardedAgent }),
});

/** ssh2 says so itself, or the server disconnects with a reason: a number. */
function isRefusal(error: unknown): boolean {
  const { level, code } = error as { readonly level?: string; readonly code?: unknown };
  return level === "client-authentication" || level === "agent" || typeof code === "number";
}

const failed = (server: SshServer, error: unknown) =>
  handshakeFailed(`the SSH handshake with ${serverName(server)} failed: ${reasonOf(error)}`, error);

const expired = ({ login, ...server }: SshServer) =>
  new IngotError({
    code: "SSH_PASSWORD_EXPIRED",
    source: "user",
    message: `The password of ${login.username} has expired, and ${serverName(server)} wants another one. Change it on the machine, or in what makes it.`,
  });

/** By the type of a host key: the algorithms that show such a key. */
const hostKeyAlgorithms: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  "ssh-ed25519": ["ssh-ed25519"],
  "ecdsa-sha2-nistp256": ["ecdsa-sha2-nistp256"],
  "ecdsa-sha2-nistp384": ["ecdsa-sha2-nistp384"],
  "ecdsa-sha2-nistp521": ["ecdsa-sha2-nistp521"],
  "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"],
};

/** The first in each list that both sides know is taken. The known host key's type comes first, else the server may show another of its keys. */
function algorithmsOf({ ciphers, keyExchanges }: SshSettings, pin: HostKeyPin): Algorithms {
  const first = [...new Set(pin.types().flatMap((type) => hostKeyAlgorithms[type] ?? []))];
  return {
    ...(ciphers && { cipher: [...ciphers] as CipherAlgorithm[] }),
    ...(keyExchanges && { kex: [...keyExchanges] as KexAlgorithm[] }),
    serverHostKey: { remove: first, prepend: first, append: [] }, // in this order
  };
}

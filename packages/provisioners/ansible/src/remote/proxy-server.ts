import type { Socket } from "node:net";
import { PassThrough } from "node:stream";
import type { Communicator, OutputBytes } from "@ingot/core/plugin";
import { type BuildContext, reasonOf } from "@ingot/core/plugin";
import ssh2, {
  type AuthContext,
  type Connection,
  type ParsedKey,
  type PublicKeyAuthContext,
  type ServerChannel,
  type Session,
} from "ssh2";

export interface ProxyKeys {
  /** The private key that the server shows, as text. */
  readonly host: string;
  /** The one key that may log in. */
  readonly login: ParsedKey;
}

export interface ProxiedMachine {
  readonly communicator: Communicator;
  /** Run on the machine for whoever asks for SFTP. */
  readonly sftpCommand: string;
  readonly run: BuildContext;
}

export interface ProxyServer {
  /** Speaks SSH with one client; what it runs, runs on the machine. */
  serve(client: Socket): void;
  /** Resolves when none of the clients' commands runs any more. */
  settled(): Promise<unknown>;
}

/** Throws where the host key cannot be used. */
export function proxyServer({ host, login }: ProxyKeys, machine: ProxiedMachine): ProxyServer {
  const running = new Set<Promise<void>>();
  const start = (command: string, channel: ServerChannel) => {
    const work = runOn(machine, command, channel).finally(() => running.delete(work));
    running.add(work);
  };
  const server = new ssh2.Server({ hostKeys: [host] }, (client: Connection) => {
    client.on("error", () => {}); // a client that goes away without a word
    client.on("authentication", (context) => (isAllowed(context, login) ? context.accept() : refuse(context)));
    client.on("session", (accept) => serveSession(accept(), machine.sftpCommand, start));
  });
  return { serve: (socket) => server.injectSocket(socket), settled: () => Promise.all(running) };
}

const refuse = (context: AuthContext) => context.reject(["publickey"]);

/** First a client asks whether a key would do, then it signs. Any user name will do: the communicator has its own. */
function isAllowed(context: AuthContext, login: ParsedKey): boolean {
  if (context.method !== "publickey") return false;
  const { key, signature, blob, hashAlgo } = context as PublicKeyAuthContext;
  if (!key.data.equals(login.getPublicSSH())) return false;
  return signature === undefined || login.verify(blob!, signature, hashAlgo) === true;
}

function serveSession(
  session: Session,
  sftpCommand: string,
  start: (command: string, channel: ServerChannel) => void,
): void {
  session.on("pty", (accept) => accept?.()); // what runs has none, and needs none
  session.on("env", (accept) => accept?.());
  session.on("exec", (accept, _reject, { command }) => start(command, accept()));
  session.on("subsystem", (accept, reject, { name }) => (name === "sftp" ? start(sftpCommand, accept()) : reject()));
}

/** A client that goes away, as a cancelled Ansible does, ends the command. */
async function runOn({ communicator, run }: ProxiedMachine, command: string, channel: ServerChannel): Promise<void> {
  const gone = new AbortController();
  channel.once("close", () => gone.abort(new Error("Ansible has closed the connection.")));
  channel.on("error", () => {});
  const signal = AbortSignal.any([run.signal, gone.signal]);
  try {
    const onBytes = ({ stream, data }: OutputBytes) =>
      write(stream === "stdout" ? channel : channel.stderr, data, signal);
    const stdin = channel.pipe(new PassThrough()); // its reader closes it when the command ends, which is too early for the channel
    const { exitCode } = await communicator.exec(command, { stdin, onBytes, signal });
    channel.exit(exitCode);
  } catch (error) {
    if (signal.aborted) return;
    channel.stderr.write(`${reasonOf(error)}\n`);
    channel.exit(255); // what ssh itself ends with when it has no connection
  } finally {
    channel.end();
  }
}

/** Waits until the client has room for more, or is gone. */
function write(to: NodeJS.WritableStream, data: Uint8Array, signal: AbortSignal): void | Promise<void> {
  if (signal.aborted || to.write(Buffer.from(data))) return;
  return new Promise((settle) => {
    const go = () => {
      to.removeListener("drain", go);
      signal.removeEventListener("abort", go);
      settle();
    };
    to.once("drain", go);
    signal.addEventListener("abort", go, { once: true });
  });
}

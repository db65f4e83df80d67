import { readFlowing } from "@ingot/client-transfer";
import { type BuildContext, type ExecOptions, type ExecResult, isIngotError, passOutput } from "@ingot/core/plugin";
import type { Client, ClientChannel } from "ssh2";
import { exitStatus, type RemoteEnd } from "./exit-status.js";
import { killRemote } from "./kill-remote.js";
import { lostError } from "./live-connection.js";
import { opensCommand } from "./opens-command.js";
import type { SshConnections } from "./ssh-connections.js";
import type { SshSettings } from "./ssh-settings.js";

/** A command that runs on the machine. */
export interface RemoteCommand {
  readonly text: string;
  readonly client: Client;
  readonly channel: ClientChannel;
  /** How it ended; undefined when nobody can say. Settles when the channel is closed and all output is read. */
  readonly end: Promise<RemoteEnd | undefined>;
  readonly output: Promise<unknown>;
}

/** Packer's terminal: what is typed is not shown. */
const terminal = { term: "xterm", rows: 40, cols: 80, modes: { ECHO: 0 } } as const;

export function execOver(connections: SshConnections, { pty, forwardedAgent }: SshSettings, run: BuildContext) {
  const withoutAgent = new WeakSet<Client>();
  const start = async (client: Client, command: string, options: ExecOptions): Promise<RemoteCommand> => {
    const agentForward = Boolean(forwardedAgent) && !withoutAgent.has(client);
    const exec = { ...(pty && { pty: terminal }), ...(agentForward && { agentForward }) };
    try {
      return await connections.session(client, {
        open: opensCommand(command, exec),
        adopt: (channel: ClientChannel): RemoteCommand => ({ ...follow(channel, options), client, text: command }),
        tooLate: (remote) => void kill(remote),
        signal: options.signal,
      });
    } catch (error) {
      if (!isIngotError(error, "SSH_AGENT_REFUSED")) throw error;
      withoutAgent.add(client); // the command need not have it
      return start(client, command, options);
    }
  };
  const kill = (remote: RemoteCommand) => {
    remote.output.catch(() => {}); // why it is killed counts
    return killRemote(remote, connections, run);
  };
  return (command: string, options: ExecOptions = {}): Promise<ExecResult> =>
    connections.use(async (client) => {
      const remote = await start(client, command, options);
      const end = await finish(remote, options, () => kill(remote));
      if (end) return { exitCode: exitStatus(end) };
      const why = connections.whyLost(client) ?? "the server closed the session without an exit status";
      throw lostError("a command ran, and whether it succeeded is not known", why);
    }, options.signal);
}

function follow(channel: ClientChannel, options: ExecOptions) {
  const { stdin } = options;
  let last: RemoteEnd | undefined;
  channel.on("exit", (code: number | null, signal?: string) => {
    last = { code, signal };
  });
  const end = new Promise<RemoteEnd | undefined>((settle) => channel.once("close", () => settle(last)));
  const output = Promise.all([
    passOutput(readFlowing(channel), "stdout", options),
    passOutput(readFlowing(channel.stderr), "stderr", options),
    stdin ? feed(stdin, channel, end) : channel.end(),
  ]);
  return { channel, end, output };
}

/** Resolves when all is sent, or nobody reads it any more. */
async function feed(stdin: NonNullable<ExecOptions["stdin"]>, channel: ClientChannel, end: Promise<unknown>) {
  const sent = new Promise<void>((settle, fail) => {
    stdin.once("error", fail);
    channel.once("finish", settle);
  });
  stdin.pipe(channel);
  try {
    await Promise.race([sent, end]);
  } finally {
    stdin.unpipe(channel);
    stdin.destroy();
  }
}

/** First failure or abort: the command is killed, and that it is dead is waited for. */
async function finish(
  { end, output }: RemoteCommand,
  { signal }: ExecOptions,
  kill: () => Promise<void>,
): Promise<RemoteEnd | undefined> {
  let stop = () => {};
  const aborted = new Promise<never>((_settle, fail) => {
    stop = () => fail(signal!.reason);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
  try {
    await Promise.race([Promise.all([end, output]), aborted]);
    return await end;
  } catch (error) {
    await kill();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

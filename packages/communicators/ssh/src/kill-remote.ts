import { bytePath } from "@ingot/client-transfer";
import type { BuildContext } from "@ingot/core/plugin";
import type { ClientChannel } from "ssh2";
import type { RemoteCommand } from "./exec.js";
import { opensCommand } from "./opens-command.js";
import { commandLine, oneLine, word } from "./shell-words.js";
import type { SshConnections } from "./ssh-connections.js";

/** How long a command may take to end when it is asked to, and the script below to see to it. Milliseconds. */
const patience = { script: 4000, signal: 1500, connection: 4000 };

/**
 * Ends what descends from `top`, the server's process for a connection, whose children are that connection's sessions: first politely,
 * after two seconds not. Where `command` is not empty, only the session with that command, or with its end, for which a shell likes
 * to make way; quotes and backslashes, which a process does not see, do not count. Of the first process never all. Ends with 0 when
 * there was something to end. Only what every POSIX shell knows.
 */
const script = `[ "$top" -gt 1 ] || [ -n "$command" ] || exit 1
is_alive() { kill -0 $1 2>/dev/null && ! grep -q '^State:.Z' /proc/$1/status 2>/dev/null; }
bare() { tr -d '\\042\\047\\134'; }
command=$(printf %s "$command" | bare)
is_meant() {
  [ -z "$command" ] && return
  line=$(tr '\\0' ' ' <"/proc/$1/cmdline" 2>/dev/null | bare)
  case $line in "") return 1;; *" -c $command ") return;; esac
  case $command in *"\${line% }") return;; *) return 1;; esac
}
all=$(
  if [ -r /proc/self/stat ]; then
    for f in /proc/[0-9]*/stat; do
      read -r s <"$f" || continue
      p=\${s%% *}; set -- \${s##*) }; echo "$p $2"
    done
  else ps -A -o pid= -o ppid=; fi 2>/dev/null)
found=; level=$top
while [ -n "$level" ]; do
  next=
  for parent in $level; do
    next="$next $(echo "$all" | while read -r p pp; do
      if [ "$pp" != "$parent" ] || [ "$p" = $$ ]; then continue; fi
      if [ "$pp" != $top ] || is_meant "$p"; then echo "$p"; fi
    done)"
  done
  set -- $next; level=$*; found="$found $level"
done
set -- $found
[ $# -gt 0 ] || exit 1
kill -TERM $found 2>/dev/null
n=0
while [ $n -lt 20 ]; do
  alive=
  for p in $found; do is_alive $p && alive=1; done
  [ -n "$alive" ] || exit 0
  sleep 0.1 2>/dev/null || { sleep 1; n=$((n + 9)); }
  n=$((n + 1))
done
kill -KILL $found 2>/dev/null
exit 0`;

/** The script in one line: what descends from `top`, or of that only the session with the command `text`. */
export const killScript = (top: string, text: string): string =>
  oneLine(`top=${top}\ncommand=${word(bytePath(text))}\n${script}`);

/**
 * Resolves when the command is dead and its channel closed. Where the machine gives no way to end it that is a warning, and the
 * connection is given up. Never rejects.
 */
export async function killRemote(
  command: RemoteCommand,
  connections: SshConnections,
  run: BuildContext,
): Promise<void> {
  const { client, channel, end } = command;
  channel.resume().stderr.resume(); // a channel that nobody reads never closes
  if (connections.whyLost(client) !== undefined) return;
  const isAlone = connections.sessions(client) === 1;
  if (await isTreeKilled(command, isAlone, run)) channel.close();
  else if (!(await isSignalled(command, run)) && !(await isOrphanKilled(command, connections))) giveUp(run);
  await within(patience.signal, end, run);
}

/**
 * Needs a session beside the command's own. Where another command runs on the same connection the script must not reach that too.
 * The shell tells who its parent is, and gets the script only then: one that has lost its connection, and with it its parent, would
 * take whoever adopted it for the server, and end all that runs there.
 */
async function isTreeKilled({ client, text }: RemoteCommand, isAlone: boolean, run: BuildContext): Promise<boolean> {
  const give = async (channel: ClientChannel) => {
    const parent = await parentOf(channel);
    return parent !== undefined && giveScript(parent, isAlone ? "" : text)(channel);
  };
  const killed = new Promise<boolean>((settle) => {
    client.exec(`exec ${tellingLine}`, (error, channel) => settle(error ? false : give(channel)));
  });
  return (await within(patience.script, killed, run)) === true;
}

/** `commandLine`, which first tells who its parent is. */
const tellingLine = commandLine.replace("'", `'echo "<$PPID>"; `);

/** What started the channel's shell; undefined where it ends without having told. */
function parentOf(channel: ClientChannel): Promise<string | undefined> {
  let told = "";
  channel.stderr.resume();
  return new Promise((settle) => {
    channel.on("data", (chunk: Buffer) => {
      told += chunk;
      const parent = /<(\d+)>/.exec(told)?.[1];
      if (parent !== undefined) settle(parent);
    });
    channel.once("close", () => settle(undefined));
  });
}

/** Has the channel's shell run the script; resolves with whether there was something to end. Listens from the first on. */
const giveScript =
  (top: string, text: string) =>
  (channel: ClientChannel): Promise<boolean> => {
    channel.resume().stderr.resume();
    channel.end(`${killScript(top, text)}\n`);
    let isKilled = false;
    channel.on("exit", (code: number | null) => {
      isKilled = code === 0;
    });
    return new Promise((settle) => channel.once("close", () => settle(isKilled)));
  };

/** OpenSSH passes signals on since 7.9, but not to root's commands. */
async function isSignalled(command: RemoteCommand, run: BuildContext): Promise<boolean> {
  for (const name of ["TERM", "KILL"]) {
    sendSignal(command, name);
    if (await within(patience.signal, command.end, run)) return true;
  }
  return false;
}

/** Without its connection a command is a child of the first process, and may be ended over another one. */
async function isOrphanKilled({ client, text }: RemoteCommand, connections: SshConnections): Promise<boolean> {
  const closed = new Promise<void>((settle) => client.once("close", settle));
  client.destroy();
  await closed;
  const wanted = {
    open: opensCommand(`exec ${commandLine}`),
    adopt: giveScript("1", text),
    signal: AbortSignal.timeout(patience.connection),
  };
  return connections.use((other) => connections.session(other, wanted), wanted.signal).catch(() => false);
}

const giveUp = (run: BuildContext) =>
  run.warn(
    "The command was cancelled, but the machine let us neither open a second session to end it nor send it a signal: it may still run there.",
  );

/** ssh2's own way keeps silent when the command's input has ended, as it mostly has. */
function sendSignal({ client, channel }: RemoteCommand, name: string): void {
  const { _protocol: protocol } = client as unknown as { _protocol: { signal(channel: number, name: string): void } };
  const { outgoing } = channel as unknown as { outgoing: { id: number; state: string } };
  if (outgoing.state !== "closed" && outgoing.state !== "closing") protocol.signal(outgoing.id, name);
}

/** What `promise` gives, or undefined when it takes too long. A value that is undefined becomes true. */
async function within<T>(
  milliseconds: number,
  promise: Promise<T>,
  { host }: BuildContext,
): Promise<T | true | undefined> {
  const done = new AbortController();
  const late = host.sleep(milliseconds, done.signal).then(
    () => undefined,
    () => undefined, // done before
  );
  const value = await Promise.race([promise.then((each) => each ?? true), late]);
  done.abort();
  return value;
}

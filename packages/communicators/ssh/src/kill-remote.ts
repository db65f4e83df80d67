import { bytePath } from "@ingot/client-transfer";
import type { BuildContext } from "@ingot/core/plugin";
import type { ClientChannel } from "ssh2";
import type { RemoteCommand } from "./exec.js";
import { commandLine, oneLine, word } from "./shell-words.js";
import type { SshConnections } from "./ssh-connections.js";

/** How long a command may take to end when it is asked to, and the script below to see to it. Milliseconds. */
const patience = { script: 4000, signal: 1500 };

/**
 * Ends what descends from this connection's sessions, since the parent of this very script is the server's process for the connection:
 * first politely, after two seconds not. Where `command` is not empty, only the session with that command, or with its end, for
 * which a shell likes to make way. Ends with 0 when there was something to end. Only what every POSIX shell knows.
 */
const script = `is_alive() { kill -0 $1 2>/dev/null && ! grep -q '^State:.Z' /proc/$1/status 2>/dev/null; }
is_meant() {
  [ -z "$command" ] && return
  line=$(tr '\\0' ' ' <"/proc/$1/cmdline" 2>/dev/null)
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
found=; level=$PPID
while [ -n "$level" ]; do
  next=
  for parent in $level; do
    next="$next $(echo "$all" | while read -r p pp; do
      if [ "$pp" != "$parent" ] || [ "$p" = $$ ]; then continue; fi
      if [ "$pp" != $PPID ] || is_meant "$p"; then echo "$p"; fi
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
  if (await isTreeKilled(command, connections.sessions(client) === 1, run)) channel.close();
  else if (!(await isSignalled(command, run))) giveUp(command, run);
  await within(patience.signal, end, run);
}

/** Needs a session beside the command's own. Where another command runs on the same connection the script must not reach that too. */
async function isTreeKilled({ client, text }: RemoteCommand, isAlone: boolean, run: BuildContext): Promise<boolean> {
  const program = `command=${word(bytePath(isAlone ? "" : text))}\n${script}`;
  const killed = new Promise<boolean>((settle) => {
    client.exec(`exec ${commandLine}`, (error, channel) => {
      if (error) return settle(false);
      channel.end(`${oneLine(program)}\n`);
      onEnd(channel, settle);
    });
  });
  return (await within(patience.script, killed, run)) === true;
}

function onEnd(channel: ClientChannel, settle: (isKilled: boolean) => void): void {
  let isKilled = false;
  channel.resume().stderr.resume();
  channel.on("exit", (code: number | null) => {
    isKilled = code === 0;
  });
  channel.once("close", () => settle(isKilled));
}

/** OpenSSH passes signals on since 7.9, but not to root's commands. */
async function isSignalled(command: RemoteCommand, run: BuildContext): Promise<boolean> {
  for (const name of ["TERM", "KILL"]) {
    sendSignal(command, name);
    if (await within(patience.signal, command.end, run)) return true;
  }
  return false;
}

function giveUp({ client }: RemoteCommand, run: BuildContext): void {
  run.warn(
    "The command was cancelled, but the machine let us neither open a second session to end it nor send it a signal: it may still run there.",
  );
  client.destroy();
}

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

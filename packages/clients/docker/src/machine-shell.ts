/**
 * Reports its process number on the first line of output, then becomes the user's shell: the number is how a later exec
 * finds the process to kill. No file is left in the container, and a distant engine's own numbers are not needed.
 */
const announceAndRun = 'echo $$; exec /bin/sh -c "$1"';

export const announcedCommand = (command: string): string[] => ["/bin/sh", "-c", announceAndRun, "sh", command];

/**
 * Ends a process, its descendants, and all that is left of its session (the engine gives each exec a session of its own):
 * SIGTERM, and SIGKILL when a line or the end of input comes. One program for both, because the engine lets nothing new
 * into a container while the output of a program that has ended is still held open by its children. Reads /proc by the
 * shell alone, since an image need not hold `ps`; names numbers one by one, since busybox's `kill` takes no "--".
 * Its exit status is 1 when a process may not be signalled.
 */
const endTree = `found=" $1 "
collect() {
  again=1
  while [ "$again" ]; do
    again=
    for stat in /proc/[0-9]*/stat; do
      { read -r line <"$stat"; } 2>/dev/null || continue
      pid=\${line%% *}
      case "$found" in *" $pid "*) continue ;; esac
      set -- \${line##*) }
      case "$found" in *" $2 "* | *" $4 "*) found="$found$pid " again=1 ;; esac
    done
  done
}
signal() {
  for pid in $found; do kill -"$1" "$pid" 2>/dev/null || [ ! -d "/proc/$pid" ] || exit 1; done
}
collect
signal TERM
read -r _
collect
signal KILL
exit 0`;

export const endTreeCommand = (pid: number): string[] => ["/bin/sh", "-c", endTree, "sh", String(pid)];

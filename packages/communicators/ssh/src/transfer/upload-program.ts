import { bytePath, type Content } from "@ingot/client-transfer";
import { pathWord, sumFunction } from "../shell-words.js";
import { exitCodes } from "./remote-failure.js";
import type { TransferSession } from "./transfer-session.js";

const { isDirectory, noParent, wrongSize, wrongSum, noSum } = exitCodes;

/** A link stands for what it leads to. A path never ends in a line break that \`$(…)\` would take away. */
const followLink = `if [ -L "$p" ]; then q=$(readlink -f "$p" 2>/dev/null && echo .) && p=\${q%??}; fi
case $p in */*) d=\${p%/*}/ ;; *) d=./ ;; esac`;

/**
 * Has `receive` write "$w", which is beside the destination and takes its place when all is there. What stands at the destination
 * and is no file (a device, a pipe), or whose directory this user cannot write to, is written to directly. `sum`: the SHA-256 that
 * it must have, or nothing.
 */
export const uploadProgram = (
  session: TransferSession,
  content: Content,
  mode: number,
  path: string,
  sum: string,
  receive: string,
): string[] => [
  `trap "" PIPE`, // it clears away also when nobody hears its complaint
  `p=${pathWord(bytePath(path))}`,
  `[ ! -d "$p" ] || exit ${isDirectory}`,
  followLink,
  `[ -d "$d" ] || exit ${noParent}`,
  `rm -f "$d.ingot-${session.name}-"*`,
  "t=",
  `if [ ! -e "$p" ] || [ -f "$p" ]; then t=$d.ingot-${session.name}-${session.attempt}; (umask 077; : >"$t") 2>/dev/null || t=; fi`,
  `w=\${t:-$p}`,
  `drop() { [ -z "$t" ] || rm -f "$t"; exit "$1"; }`,
  `${receive} || drop $?`,
  `[ -n "$t" ] || [ -f "$p" ] || exit 0`,
  `n=$(wc -c <"$w"); [ "$n" -eq ${content.size} ] || { echo "$((n)) bytes instead of ${content.size}" >&2; drop ${wrongSize}; }`,
  ...checkSum(sum),
  `if [ -n "$t" ] && [ -f "$p" ]; then set -f; set -- $(ls -ldn "$p"); chown "$3:$4" "$t" 2>/dev/null; fi`,
  `chmod ${mode.toString(8)} "$w" || [ -z "$t" ] || drop 1`,
  `TZ=UTC0 touch -t ${touchTime(content.mtime)} "$w" 2>/dev/null`,
  `[ -z "$t" ] || mv -f "$t" "$p" || drop 1`,
];

const checkSum = (sum: string): string[] =>
  sum === ""
    ? []
    : [sumFunction, `s=$(sum <"$w") || drop ${noSum}; case $s in ${sum}*) ;; *) drop ${wrongSum} ;; esac`];

/** CCYYMMDDhhmm.SS */
function touchTime(time: Date): string {
  const digits = time.toISOString().replace(/\D/g, "");
  return `${digits.slice(0, 12)}.${digits.slice(12, 14)}`;
}

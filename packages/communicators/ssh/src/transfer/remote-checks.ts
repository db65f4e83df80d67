import { bytePath } from "@ingot/client-transfer";
import { pathWord } from "../shell-words.js";
import { exitCodes } from "./remote-failure.js";

const { isDirectory, isMissing, isNoDirectory, noParent } = exitCodes;

/** A path as `$p`, and the directory that it is in as `$d`, with a final "/". */
const named = (path: string): string[] => [
  `p=${pathWord(bytePath(path))}`,
  `case $p in */*) d=\${p%/*}/ ;; *) d=./ ;; esac`,
];

/** Goes on when `$p` may be a file: what may not be looked at says so when it is read. */
export const requireFile = (path: string): string[] => [
  ...named(path),
  `[ ! -d "$p" ] || exit ${isDirectory}`,
  `[ -e "$p" ] || [ ! -x "$d" ] || exit ${isMissing}`,
];

export const requireDirectory = (path: string): string[] => [
  ...named(path),
  `[ -e "$p" ] || [ -L "$p" ] || [ ! -x "$d" ] || exit ${isMissing}`,
  `[ -d "$p" ] || [ ! -e "$p" ] || exit ${isNoDirectory}`,
];

/** Makes the directory, if need be, and enters it. */
export const enterDestination = (path: string): string[] => [
  ...named(path),
  `if [ ! -d "$p" ]; then`,
  `  [ ! -e "$p" ] || exit ${isNoDirectory}`,
  `  [ -d "$d" ] || exit ${noParent}`,
  `  mkdir "$p" || exit 1`,
  "fi",
  `CDPATH= cd "$p" || exit 1`,
];

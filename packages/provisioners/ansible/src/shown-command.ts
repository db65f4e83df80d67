import { quoteForShell } from "@ingot/client-shell-script";

/** For people: as it could be typed, without what its name calls a secret. */
export const shownCommand = (words: readonly string[]): string =>
  words.map((word) => quoteForShell(word.replace(secret, "$1*****"))).join(" ");

const secret = /(\b\w*(?:password|secret)\w*=)(?:"[^"]*"|'[^']*'|\S+)/gi;

import { spacesEnd } from "./blanks.js";
import { looksLikeItem } from "./recovery.js";

/** Nobody writes a longer text in quotes by mistake. */
const mostLines = 100;

/**
 * A string that does not end on its line may have been meant to go on: then a later line closes it, and holds an odd number
 * of quotes, while the lines between hold none and look like nothing else. Returns where the closing quote ends.
 */
export function intendedStringEnd(text: string, from: number): number | undefined {
  let start = text.indexOf("\n", from) + 1;
  for (let line = 0; start > 0 && line < mostLines; line++) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    const quotes = [...text.slice(start, Math.min(end, start + 1000)).matchAll(/(?<!\\)"/g)];
    if (quotes.length % 2 === 1)
      return isArgument(text, start, start + quotes[0]!.index) ? undefined : start + quotes[0]!.index + 1;
    if (quotes.length > 0 || looksLikeItem(text, spacesEnd(text, start))) return undefined;
    start = newline + 1;
  }
  return undefined;
}

/** `name = "`: another argument whose string is broken as well, rather than the end of this one. */
function isArgument(text: string, start: number, quote: number): boolean {
  return /=\s*$/.test(text.slice(start, quote)) && looksLikeItem(text, spacesEnd(text, start));
}

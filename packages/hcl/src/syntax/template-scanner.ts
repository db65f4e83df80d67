import { codeAt, codes, isSpace, lineBreakLength, nameLength, plainEnd } from "./characters.js";

/**
 * Where literal text that begins at `at` ends: before an interpolation, a directive, a closing quote; in text that is not
 * quoted, after each newline. Negative when the text holds an escape; `at` itself when nothing can be read there.
 */
export function templateTextEnd(text: string, at: number, quoted: boolean): number {
  let escaped = false;
  let end = at;
  for (; ; end++) {
    end = plainEnd(text, end, quoted);
    if (end >= text.length) break;
    const code = text.charCodeAt(end);
    if (code === codes.dollar || code === codes.percent) {
      if (codeAt(text, end + 1) === codes.leftBrace) break;
      if (codeAt(text, end + 1) === code && codeAt(text, end + 2) === codes.leftBrace) {
        escaped = true;
        end += 2;
      }
    } else if (code === codes.backslash) {
      escaped = true;
      if (!isBreakOrEnd(codeAt(text, end + 1))) end++;
    } else if (quoted) break;
    else if (code === codes.newline) {
      end++;
      break;
    } else if (codeAt(text, end + 1) !== codes.newline) break;
  }
  const stop = Math.min(end, text.length);
  return escaped ? -stop : stop;
}

function isBreakOrEnd(code: number): boolean {
  return code === codes.newline || code === codes.return || code === 0;
}

/** `<<WORD` or `<<-WORD` and the newline after it. */
export function heredocOpener(text: string, at: number): { readonly marker: string; readonly end: number } | undefined {
  if (codeAt(text, at + 1) !== codes.less) return undefined;
  const word = codeAt(text, at + 2) === codes.minus ? at + 3 : at + 2;
  const length = nameLength(text, word);
  const newline = lineBreakLength(text, word + length);
  if (length === 0 || newline === 0) return undefined;
  return { marker: text.slice(word, word + length), end: word + length + newline };
}

/** The end of a line that begins at `at` and holds only the closing word; 0 for any other, and for one without a newline. */
export function heredocEnd(text: string, at: number, marker: string): number {
  if (codeAt(text, at - 1) !== codes.newline) return 0;
  const word = skipBlanks(text, at);
  if (!text.startsWith(marker, word)) return 0;
  const end = skipBlanks(text, word + marker.length);
  return lineBreakLength(text, end) > 0 ? end : 0;
}

/** Spaces of any script may stand around a closing word. */
function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isSpace(codeAt(text, at)) && lineBreakLength(text, at) === 0) at++;
  return at;
}

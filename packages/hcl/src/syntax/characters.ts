/** Character codes that the scanners look for. */
export const codes = {
  tab: 9,
  newline: 10,
  return: 13,
  space: 32,
  quote: 34,
  hash: 35,
  dollar: 36,
  percent: 37,
  ampersand: 38,
  apostrophe: 39,
  leftParenthesis: 40,
  rightParenthesis: 41,
  star: 42,
  plus: 43,
  comma: 44,
  minus: 45,
  dot: 46,
  slash: 47,
  zero: 48,
  nine: 57,
  colon: 58,
  less: 60,
  equals: 61,
  greater: 62,
  leftBracket: 91,
  backslash: 92,
  rightBracket: 93,
  n: 110,
  r: 114,
  t: 116,
  leftBrace: 123,
  bar: 124,
  rightBrace: 125,
  tilde: 126,
  byteOrderMark: 0xfeff,
} as const;

const startsName = 1;
const continuesName = 2;
const isDigit = 4;
/** Has a meaning in text in quotes. */
const stopsQuoted = 8;
/** Has a meaning in text in a heredoc. */
const stopsLines = 16;

/** What an ASCII character may do; characters beyond ASCII take the slow path through Unicode's properties. */
const abilities = Uint8Array.from({ length: 128 }, (_, code) => abilitiesOf(String.fromCharCode(code)));

function abilitiesOf(character: string): number {
  if (/[$%\n\r]/.test(character)) return stopsQuoted | stopsLines;
  if (/["\\]/.test(character)) return stopsQuoted;
  if (/[A-Za-z_]/.test(character)) return startsName | continuesName;
  if (/[0-9]/.test(character)) return continuesName | isDigit;
  return character === "-" ? continuesName : 0;
}

export function isDigitCode(code: number): boolean {
  return code >= codes.zero && code <= codes.nine;
}

/** The code at `at`; 0, as for a NUL, beyond the end, where `charCodeAt` would give NaN and from then on be slow everywhere. */
export function codeAt(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) : 0;
}

/** The length of the name at `at`, 0 where none begins. Name : ( ID_Start | "_" ) ( ID_Continue | "-" )* */
export function nameLength(text: string, at: number): number {
  const first = codeAt(text, at);
  if (first < 128 ? (abilities[first]! & startsName) === 0 : !beginsUnicodeName(text, at)) return 0;
  let end = at;
  let code = first;
  while (code < 128 && (abilities[code]! & continuesName) !== 0) code = codeAt(text, ++end);
  return (code < 128 ? end : nameEnd(text, end)) - at;
}

/** Where the first character is, from `at` on, that has a meaning in text; the end of the text where there is none. */
export function plainEnd(text: string, at: number, quoted: boolean): number {
  const stops = quoted ? stopsQuoted : stopsLines;
  for (let end = at; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code < 128 && (abilities[code]! & stops) !== 0) return end;
  }
  return text.length;
}

/** Where the characters that continue a name end. */
function nameEnd(text: string, at: number): number {
  let end = at;
  for (;;) {
    const code = codeAt(text, end);
    if (code < 128) {
      if ((abilities[code]! & continuesName) === 0) return end;
      end++;
    } else {
      const width = unicodeContinuation(text, end);
      if (width === 0) return end;
      end += width;
    }
  }
}

function beginsUnicodeName(text: string, at: number): boolean {
  const point = text.codePointAt(at);
  return point !== undefined && /^\p{ID_Start}$/u.test(String.fromCodePoint(point));
}

function unicodeContinuation(text: string, at: number): number {
  const point = text.codePointAt(at);
  if (point === undefined || !/^\p{ID_Continue}$/u.test(String.fromCodePoint(point))) return 0;
  return point > 0xffff ? 2 : 1;
}

/** The width of the line break at `at`: 1 for LF, 2 for CR LF, else 0. */
export function lineBreakLength(text: string, at: number): number {
  const code = codeAt(text, at);
  if (code === codes.newline) return 1;
  return code === codes.return && codeAt(text, at + 1) === codes.newline ? 2 : 0;
}

export function isHorizontalSpace(code: number): boolean {
  return code === codes.space || code === codes.tab;
}

/** A space by Unicode's definition, line breaks included. JavaScript's `trim` misses U+0085, and takes off U+FEFF, which is none. */
export function isSpace(code: number): boolean {
  if (code < 128) return code === codes.space || (code >= codes.tab && code <= codes.return);
  return /^\p{White_Space}$/u.test(String.fromCharCode(code));
}

import { blankEnd, gapEnd, spacesEnd } from "./blanks.js";
import { codeAt, codes, isDigitCode, lineBreakLength, nameLength, plainEnd } from "./characters.js";

/** No plain value ends here. */
export const none = 0;

const mostLevels = 8;
const mostNames = 8;
const mostDigits = 15;

/** No plain value makes a higher tree: a level adds three nodes at most, as a call in an interpolation of a template does. */
export const highestPlainValue = 3 * mostLevels + mostNames + 3;

/** Where the value of the argument begins whose name ends at `nameEnd`; past the text where there is no "=". */
export function valueStartAfter(text: string, nameEnd: number): number {
  const sign = spacesEnd(text, nameEnd);
  return codeAt(text, sign) === codes.equals ? spacesEnd(text, sign + 1) : text.length;
}

/** Past the newline that follows `end`; none where anything but a comment stands before it. */
export function nextLine(text: string, end: number): number {
  const at = blankEnd(text, end);
  const length = lineBreakLength(text, at);
  return length === 0 ? none : at + length;
}

/**
 * Where the plain value at `at` ends. Most arguments hold one: a string, a whole number, a name with its attributes, or a list,
 * an object or a call of these. A check passes over it in one go, without tokens. What is not plain, right or wrong, is left to
 * the productions; so a plain value is one that they would take just so, and nothing that they would refuse.
 *
 * PlainValue : PlainString | Digit+ | PlainNamed | "[" PlainItems "]" | PlainObject
 */
export function plainValueEnd(text: string, at: number, levels = mostLevels): number {
  const code = codeAt(text, at);
  if (code === codes.quote) return plainStringEnd(text, at, levels);
  if (isDigitCode(code)) return plainNumberEnd(text, at);
  if (levels === 0) return none;
  if (code === codes.leftBracket) return plainItemsEnd(text, at + 1, codes.rightBracket, levels - 1);
  return code === codes.leftBrace ? plainObjectEnd(text, at, levels - 1) : plainNamedEnd(text, at, levels - 1);
}

/** What follows it tells whether the number goes on. */
function plainNumberEnd(text: string, at: number): number {
  let end = at + 1;
  while (isDigitCode(codeAt(text, end))) end++;
  return end - at <= mostDigits ? end : none;
}

/** PlainName : Name ( "." Name )* -- but not the word that begins a `for` expression */
function plainNameEnd(text: string, at: number): number {
  if (text.startsWith("for", at) && nameLength(text, at) === 3) return none;
  let end = at;
  for (let names = 0; names < mostNames; names++) {
    const length = nameLength(text, end);
    if (length === 0) return none;
    end += length;
    if (codeAt(text, end) !== codes.dot) return end;
    end++;
  }
  return none;
}

/** PlainString : `"` ( text | escape of one character | "${" PlainNamed "}" )* `"` */
function plainStringEnd(text: string, at: number, levels: number): number {
  for (let end = at + 1; ; ) {
    end = plainEnd(text, end, true);
    const code = codeAt(text, end);
    if (code === codes.quote) return end + 1;
    end = code === codes.backslash ? plainEscapeEnd(text, end) : plainSequenceEnd(text, end, code, levels);
    if (end === none) return none;
  }
}

function plainEscapeEnd(text: string, at: number): number {
  switch (codeAt(text, at + 1)) {
    case codes.quote:
    case codes.backslash:
    case codes.n:
    case codes.r:
    case codes.t:
      return at + 2;
    default:
      return none;
  }
}

/** Past an interpolation, or past the `$` or `%` that begins none. */
function plainSequenceEnd(text: string, at: number, code: number, levels: number): number {
  if (code !== codes.dollar && code !== codes.percent) return none;
  const next = codeAt(text, at + 1);
  if (next !== codes.leftBrace) return next === code ? none : at + 1;
  if (code === codes.percent || levels === 0) return none;
  const end = plainNamedEnd(text, spacesEnd(text, at + 2), levels - 1);
  if (end === none) return none;
  const close = spacesEnd(text, end);
  return codeAt(text, close) === codes.rightBrace ? close + 1 : none;
}

/** PlainNamed : PlainName | Name "(" PlainItems ")" */
function plainNamedEnd(text: string, at: number, levels: number): number {
  const end = plainNameEnd(text, at);
  if (end === none || codeAt(text, end) !== codes.leftParenthesis) return end;
  return nameLength(text, at) === end - at ? plainItemsEnd(text, end + 1, codes.rightParenthesis, levels) : none;
}

/** PlainItems : ( PlainValue ( "," PlainValue )* ","? )? -- and what closes it */
function plainItemsEnd(text: string, start: number, close: number, levels: number): number {
  let at = gapEnd(text, start);
  while (codeAt(text, at) !== close) {
    const end = plainValueEnd(text, at, levels);
    if (end === none) return none;
    at = gapEnd(text, end);
    const code = codeAt(text, at);
    if (code === codes.comma) at = gapEnd(text, at + 1);
    else if (code !== close) return none;
  }
  return at + 1;
}

/** PlainObject : "{" ( PlainItem ( ( "," | newline ) newline* PlainItem )* )? "}" */
function plainObjectEnd(text: string, open: number, levels: number): number {
  let at = gapEnd(text, open + 1);
  while (codeAt(text, at) !== codes.rightBrace) {
    const end = plainItemEnd(text, at, levels);
    if (end === none) return none;
    at = blankEnd(text, end);
    if (codeAt(text, at) === codes.comma) at = gapEnd(text, at + 1);
    else if (lineBreakLength(text, at) > 0) at = gapEnd(text, at);
    else if (codeAt(text, at) !== codes.rightBrace) return none;
  }
  return at + 1;
}

/** PlainItem : ( Name | PlainString ) ( "=" | ":" ) PlainValue */
function plainItemEnd(text: string, at: number, levels: number): number {
  const key = codeAt(text, at) === codes.quote ? plainStringEnd(text, at, levels) : plainNameEnd(text, at);
  if (key === none) return none;
  const sign = spacesEnd(text, key);
  const code = codeAt(text, sign);
  const isAlone = codeAt(text, sign + 1) !== code && codeAt(text, sign + 1) !== codes.greater;
  if ((code !== codes.equals && code !== codes.colon) || !isAlone) return none;
  return plainValueEnd(text, spacesEnd(text, sign + 1), levels);
}

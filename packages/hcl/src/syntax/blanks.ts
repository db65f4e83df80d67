import { codeAt, codes, isHorizontalSpace, lineBreakLength } from "./characters.js";

/** Past spaces and tabs. */
export function spacesEnd(text: string, from: number): number {
  let at = from;
  while (isHorizontalSpace(codeAt(text, at))) at++;
  return at;
}

/** Past spaces and comments, up to the newline if there is one. */
export function blankEnd(text: string, from: number): number {
  for (let at = from; ; ) {
    const code = codeAt(text, at);
    if (isHorizontalSpace(code)) at++;
    else {
      const end = code === codes.hash || code === codes.slash ? commentEnd(text, at) : at;
      if (end === at) return at;
      at = end;
    }
  }
}

/** Past spaces, comments and newlines. */
export function gapEnd(text: string, from: number): number {
  for (let at = from; ; ) {
    at = blankEnd(text, at);
    const length = lineBreakLength(text, at);
    if (length === 0) return at;
    at += length;
  }
}

/** The end of the comment at `at`, without its newline; `at` itself where there is no comment, or one without an end. */
export function commentEnd(text: string, at: number): number {
  const second = codeAt(text, at + 1);
  if (codeAt(text, at) === codes.hash || second === codes.slash) {
    const newline = text.indexOf("\n", at);
    if (newline === -1) return text.length;
    return codeAt(text, newline - 1) === codes.return ? newline - 1 : newline;
  }
  if (second !== codes.star) return at;
  const close = text.indexOf("*/", at + 2);
  return close === -1 ? at : close + 2;
}

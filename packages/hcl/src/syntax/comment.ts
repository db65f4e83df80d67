import { codeAt, codes } from "./characters.js";

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

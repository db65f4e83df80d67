import { Source } from "../source.js";
import { parseExpression } from "./parser.js";
import { Scanner } from "./scanner.js";

/**
 * Whether an expression lacks only its end: a bracket, a heredoc or a template sequence is open, and nothing before the end
 * of `text` is wrong. A quoted string cannot go on in another line, so an open one is a mistake.
 */
export function isUnfinished(text: string): boolean {
  const opener = openAtEnd(text);
  if (opener === undefined || opener === "quote") return false;
  if (opener === "heredoc") return true;
  const [problem] = parseExpression(new Source("", text)).diagnostics;
  return problem?.subject?.start === text.length;
}

/** What is still open, the innermost; undefined for nothing. */
function openAtEnd(text: string): string | undefined {
  const scanner = new Scanner(text, { as: "expression" });
  do scanner.advance();
  while (scanner.kind !== "end");
  return scanner.frames.length > 1 ? scanner.frame.opener : undefined;
}

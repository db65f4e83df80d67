import { alignAssignments, alignComments } from "./format-alignment.js";
import { indent } from "./format-indentation.js";
import { type FormatLine, formatLines } from "./format-lines.js";
import { isSpaced } from "./format-spacing.js";

/**
 * The text in canonical style: one way to indent, to space and to align. Comments, blank lines and the text of templates
 * and heredocs stay as they are. It works on tokens alone; a text whose tokens are broken is returned as it is.
 */
export function format(text: string): string {
  const lines = formatLines(text);
  if (lines === undefined) return text;
  indent(lines);
  for (const line of lines) spaceTokens(line);
  alignAssignments(lines);
  alignComments(lines);
  return lines.map(printLine).join("");
}

function spaceTokens({ tokens }: FormatLine): void {
  for (let index = 1; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (token.kind === "newline") token.spaces = 0;
    else token.spaces = isSpaced(tokens[index - 2]?.kind, tokens[index - 1]!.kind, token.kind) ? 1 : 0;
  }
}

function printLine({ tokens, ending }: FormatLine): string {
  return tokens.map(({ spaces, text }) => " ".repeat(spaces) + text).join("") + ending;
}

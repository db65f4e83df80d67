import { Scanner } from "../syntax/scanner.js";

/** The end of what follows an item on its line, comments and the line break included; -1 where more than that follows. */
export function endOfLine(text: string, from: number): number {
  const scanner = new Scanner(text, { as: "body", everything: true });
  for (scanner.restart(from, 1); scanner.kind === "comment"; scanner.advance());
  return scanner.kind === "newline" || scanner.kind === "end" ? scanner.end : -1;
}

/**
 * Between two items stand blank lines and comments. Comments directly above the second belong to it: where they begin, or
 * -1 where something else stands before it on its line. `from` begins a line.
 */
export function startOfLead(text: string, from: number, item: number): number {
  const scanner = new Scanner(text, { as: "body", everything: true });
  let lead = from;
  let line: "blank" | "comment" | "other" = "blank";
  for (scanner.restart(from, 1); scanner.start < item && scanner.kind !== "end"; scanner.advance()) {
    if (scanner.kind === "comment") line = line === "other" ? line : "comment";
    else if (scanner.kind !== "newline") line = "other";
    else {
      if (line !== "comment") lead = scanner.end;
      line = "blank";
    }
  }
  return line === "other" || scanner.start !== item ? -1 : lead;
}

export const startsBlank = (text: string): boolean => /^[ \t]*\r?\n/.test(text);
export const endsBlank = (text: string): boolean => /(?:^|\n)[ \t]*\r?\n$/.test(text);
export const withoutFirstLine = (text: string): string => text.slice(text.indexOf("\n") + 1);
export const withoutLastBlank = (text: string): string => text.replace(/[ \t]*\r?\n$/, "");

/** What stands before the first thing on the last line. */
export const indentationOf = (lead: string): string => /[ \t]*/.exec(lead.slice(lead.lastIndexOf("\n") + 1))![0];

/** Text that begins a line, with another indentation. */
export function shiftLines(text: string, from: string, to: string): string {
  const shifted = shiftBreaks(text, from, to);
  return text === "" || startsBlank(text) ? shifted : shiftStart(shifted, from, to);
}

/** The same where the text begins within a line. What is within comments, templates and heredocs stays as it is. */
export function shiftBreaks(text: string, from: string, to: string): string {
  if (!text.includes("\n") || from === to) return text;
  const scanner = new Scanner(text, { as: "body", everything: true });
  const parts: string[] = [];
  let done = 0;
  for (scanner.advance(); scanner.kind !== "end"; scanner.advance()) {
    if (scanner.kind !== "newline" || startsBlank(text.slice(scanner.end)) || scanner.end === text.length) continue;
    const end = scanner.end + blankLength(text, scanner.end);
    parts.push(text.slice(done, scanner.end), shiftStart(text.slice(scanner.end, end), from, to));
    done = end;
  }
  return parts.join("") + text.slice(done);
}

function blankLength(text: string, at: number): number {
  let end = at;
  while (text[end] === " " || text[end] === "\t") end++;
  return end - at;
}

/** The first line alone. */
export const shiftStart = (text: string, from: string, to: string): string =>
  /^[ \t]*/.exec(text)![0].startsWith(from) ? to + text.slice(from.length) : text;

/** Whether the text's last token closes a heredoc, after which the line must end. */
export function endsInHeredoc(text: string): boolean {
  if (!text.includes("<<")) return false;
  const scanner = new Scanner(`${text}\n`, { as: "expression" });
  let last = scanner.kind;
  for (scanner.advance(); scanner.kind !== "end"; scanner.advance()) last = scanner.kind;
  return last === "close heredoc";
}

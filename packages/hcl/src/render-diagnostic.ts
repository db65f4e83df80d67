import type { Diagnostic, NamedValue } from "./diagnostic.js";
import { textWidth, visible } from "./display-width.js";
import { enclosingBlock } from "./enclosing-block.js";
import type { SourceRange } from "./source.js";
import { type SnippetLine, snippet } from "./source-snippet.js";

export interface RenderOptions {
  /** ANSI colours; none by default. */
  readonly color?: boolean;
  /** Columns of the terminal; 80 by default. */
  readonly width?: number;
}

type Style = "error" | "warning" | "bold" | "faint";

const ansi: Readonly<Record<Style, string>> = { error: "31;1", warning: "33;1", bold: "1", faint: "2" };

type Paint = (style: Style, text: string) => string;

/**
 * A diagnostic as text for people: summary, place, the lines of the source with the subject marked, the values of the
 * names in it, and the detail. It ends with a newline. Nothing that the template holds can control the terminal.
 */
export function renderDiagnostic(diagnostic: Diagnostic, { color = false, width = 80 }: RenderOptions = {}): string {
  const { severity, summary, detail, subject, context, values = [] } = diagnostic;
  const paint: Paint = color ? (style, text) => `\u001b[${ansi[style]}m${text}\u001b[0m` : (_style, text) => text;
  const columns = Math.max(20, width);
  const title = severity === "error" ? "Error:" : "Warning:";
  const paragraphs = [`${paint(severity, title)} ${paint("bold", plainText(summary))}`];
  if (subject) {
    const lines = place(subject, context, columns, (text) => paint(severity, text), paint);
    paragraphs.push([...lines, ...values.map(valueLine)].join("\n"));
  }
  if (detail !== "") paragraphs.push(wrap(plainText(detail), columns));
  return `${paragraphs.join("\n\n")}\n`;
}

function place(
  subject: SourceRange,
  context: SourceRange | undefined,
  width: number,
  mark: (text: string) => string,
  paint: Paint,
): string[] {
  const { line } = subject.source.position(subject.start);
  const block = enclosingBlock(subject);
  const where = `  on ${plainText(subject.source.name)} line ${line}${block === undefined ? "" : `, in ${plainText(block)}`}:`;
  const gutter = Math.max(4, String(subject.source.position(subject.end).line).length + 2);
  const lines = snippet(subject, context, width - gutter - 4).flatMap((each) => snippetText(each, gutter, mark, paint));
  return [where, ...lines];
}

const valueLine = ({ name, text }: NamedValue): string => `    ${plainText(name)} is ${plainText(text)}`;

function snippetText(line: SnippetLine, gutter: number, mark: (text: string) => string, paint: Paint): string[] {
  if ("gap" in line) return [`${" ".repeat(gutter - 1)}${paint("faint", "…")}`];
  const shown = `${paint("faint", `${String(line.number).padStart(gutter)}:`)} ${line.text}`.trimEnd();
  if (line.marks === "") return [shown];
  const indent = line.marks.length - line.marks.trimStart().length;
  return [shown, " ".repeat(gutter + 2 + indent) + mark(line.marks.trimStart())];
}

/** Control characters other than newlines are made visible. */
function plainText(text: string): string {
  return text.replace(/[^\n]/gu, visible);
}

/** Breaks lines between words; a line that begins with a space is shown as it is. */
function wrap(text: string, width: number): string {
  return text
    .split("\n")
    .flatMap((line) => (line.startsWith(" ") ? [line] : wrapLine(line, width)))
    .join("\n");
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (current !== "" && textWidth(longer) > width) {
      lines.push(current);
      current = word;
    } else current = longer;
  }
  return [...lines, current];
}

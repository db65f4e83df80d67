import { conceal, type FindSecrets } from "./concealed-text.js";
import type { Diagnostic, NamedValue } from "./diagnostic.js";
import { textWidth, visible } from "./display-width.js";
import { enclosingBlock } from "./enclosing-block.js";
import type { SourceRange } from "./source.js";
import { type SnippetLine, snippet } from "./source-snippet.js";

/** How a diagnostic is shown; by default without colours, 80 columns wide, with nothing hidden. */
export interface RenderOptions {
  /** ANSI colours; none by default. */
  readonly color?: boolean;
  /** Columns of the terminal; 80 by default. */
  readonly width?: number;
  /**
   * Finds the secrets in what is shown: in sentences, and in the whole text of each source. They are hidden before lines are cut
   * or broken. It is asked again for each diagnostic, and should remember what it found in long texts.
   */
  readonly secrets?: FindSecrets;
}

type Style = "error" | "warning" | "bold" | "faint";

const ansi: Readonly<Record<Style, string>> = { error: "31;1", warning: "33;1", bold: "1", faint: "2" };

type Paint = (style: Style, text: string) => string;

/**
 * A diagnostic as text for people: summary, place, the lines of the source with the subject marked, the values of the
 * names in it, and the detail. It ends with a newline. Nothing that the template holds can control the terminal.
 */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions = {}): string {
  const { severity, summary, detail, subject, values = [] } = diagnostic;
  const { color = false, width = 80, secrets = () => [] } = options;
  const paint: Paint = color ? (style, text) => `\u001b[${ansi[style]}m${text}\u001b[0m` : (_style, text) => text;
  const page: Page = {
    columns: Math.max(20, width),
    paint,
    secrets,
    plain: (text) => plainText(conceal(text, secrets(text))),
  };
  const title = severity === "error" ? "Error:" : "Warning:";
  const paragraphs = [`${paint(severity, title)} ${paint("bold", page.plain(summary))}`];
  if (subject) {
    const lines = place(subject, diagnostic, page);
    paragraphs.push([...lines, ...values.map((each) => valueLine(each, page))].join("\n"));
  }
  if (detail !== "") paragraphs.push(wrap(page.plain(detail), page.columns));
  return `${paragraphs.join("\n\n")}\n`;
}

/** What all parts are written on. */
interface Page {
  readonly columns: number;
  readonly paint: Paint;
  readonly secrets: FindSecrets;
  /** A text of the user's, fit to be shown. */
  readonly plain: (text: string) => string;
}

function place(subject: SourceRange, { context, severity }: Diagnostic, page: Page): string[] {
  const { source, start, end } = subject;
  const block = enclosingBlock(subject);
  const where = `  on ${page.plain(source.name)} line ${source.position(start).line}${block === undefined ? "" : `, in ${page.plain(block)}`}:`;
  const gutter = Math.max(4, String(source.position(end).line).length + 2);
  const hidden = page.secrets(source.text);
  const lines = snippet(subject, { context, width: page.columns - gutter - 4, hidden });
  return [where, ...lines.flatMap((each) => snippetText(each, gutter, severity, page.paint))];
}

const valueLine = ({ name, text }: NamedValue, { plain }: Page): string => `    ${plain(name)} is ${plain(text)}`;

function snippetText(line: SnippetLine, gutter: number, severity: Style, paint: Paint): string[] {
  if ("gap" in line) return [`${" ".repeat(gutter - 1)}${paint("faint", "…")}`];
  const shown = `${paint("faint", `${String(line.number).padStart(gutter)}:`)} ${line.text}`.trimEnd();
  if (line.marks === "") return [shown];
  const indent = line.marks.length - line.marks.trimStart().length;
  return [shown, " ".repeat(gutter + 2 + indent) + paint(severity, line.marks.trimStart())];
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

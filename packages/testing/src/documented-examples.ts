/** A fenced block of a Markdown page. */
export interface Fence {
  /** What follows the opening fence: `hcl console`. */
  readonly info: string;
  readonly text: string;
}

export function fencesOf(markdown: string): Fence[] {
  return [...markdown.matchAll(/^```([^\n]+)\n(.*?)^```$/gms)].map(([, info, text]) => ({ info: info!, text: text! }));
}

/** The files that a page shows: their names follow the language, as in `text motd.tpl`. */
export function filesOf(markdown: string): Record<string, string> {
  const named = fencesOf(markdown).filter(({ info }) => info.startsWith("text "));
  return Object.fromEntries(named.map(({ info, text }) => [info.slice("text ".length), text]));
}

/** An expression, and what comes of it: an expression with the same value, or `Error: ` and the details of what is wrong. */
export interface ConsoleExample {
  readonly expression: string;
  readonly answer: string;
}

/** Lines that begin with `> ` are expressions; what follows one, up to an empty line, is its answer. */
export function consoleExamples(text: string): ConsoleExample[] {
  return text
    .trim()
    .split(/\n\n+/)
    .map((paragraph) => {
      const [first = "", ...answer] = paragraph.split("\n");
      if (!first.startsWith("> ") || answer.length === 0) throw new Error(`this is no example: ${paragraph}`);
      return { expression: first.slice(2), answer: answer.join("\n") };
    });
}

/** Every console example of a page, in order. */
export function consoleExamplesOf(markdown: string): ConsoleExample[] {
  return fencesOf(markdown).flatMap(({ info, text }) => (info === "hcl console" ? consoleExamples(text) : []));
}

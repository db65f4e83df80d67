import { type Diagnostic, type SourceRange, warningAt } from "@ingot/hcl";

/** What a person should look at: warnings with their places, and comments above the block that is being written. */
export class Notes {
  readonly diagnostics: Diagnostic[] = [];
  #comments = new Set<string>();

  warn(range: SourceRange, summary: string, detail: string): void {
    this.diagnostics.push(warningAt(range, summary, detail));
    this.#comments.add(detail);
  }

  /** A block, after the comments that came up while it was written. */
  block(write: () => string): string {
    const outer = this.#comments;
    this.#comments = new Set();
    const text = write();
    const comments = [...this.#comments].map(commentText).join("");
    this.#comments = outer;
    return `${comments}${text}`;
  }
}

/** A text as lines of comment, as wide as people read them. */
export function commentText(text: string): string {
  const lines = text.match(/\S.{0,76}(?=\s|$)|\S+/g) ?? [];
  return lines.map((line) => `# ${line}\n`).join("");
}

export interface CodeBlock {
  readonly language: string;
  readonly text: string;
  /** The file that its first line names, in a comment. */
  readonly file: string | undefined;
  /** What it prints: the `text` block that comes next. */
  readonly output: string | undefined;
}

/** The fenced blocks of a page, in order; `text` blocks are the output of the one before. */
export function codeBlocks(markdown: string): CodeBlock[] {
  const fenced = [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = "", text = ""]) => ({
    language,
    text,
  }));
  return fenced.flatMap(({ language, text }, at) => {
    if (language === "text") return [];
    const next = fenced[at + 1];
    const file = /^(?:#|\/\/) (\S+\.\w+)\n/.exec(text)?.[1];
    return [{ language, text, file, output: next?.language === "text" ? next.text : undefined }];
  });
}

import { mkdirSync, symlinkSync } from "node:fs";
import { bin, type Workplace } from "./ingot.test-fixtures.js";

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

/** A command of a page, and what the page says it prints; "…" stands for anything. */
export interface Step {
  readonly command: string;
  readonly printed: string;
}

/** The commands of a page's `console` blocks, in order. */
export const stepsOf = (markdown: string): Step[] =>
  codeBlocks(markdown)
    .filter(({ language }) => language === "console")
    .flatMap(({ text }) => text.split(/^\$ /m).slice(1))
    .map((text) => {
      const end = text.indexOf("\n");
      return { command: text.slice(0, end), printed: text.slice(end + 1).trimEnd() };
    });

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What a command may print where the page says `printed`. */
export const patternOf = (printed: string) => new RegExp(`^${printed.split("…").map(literally).join("[^]*?")}$`);

/** Does in `place` what a page says, by a shell that finds `ingot`, and compares what is printed on both streams. */
export async function takeSteps(place: Workplace, steps: readonly Step[]): Promise<void> {
  mkdirSync(place.path("bin"));
  symlinkSync(bin, place.path("bin/ingot"));
  const env = { PATH: `${place.path("bin")}:${process.env.PATH}` };
  for (const { command, printed } of steps) {
    const { out } = await place.start("sh", ["-c", `{ ${command}\n} 2>&1`], env).ended;
    expect(`$ ${command}\n${out.trimEnd()}`).toMatch(patternOf(`$ ${command}\n${printed}`));
  }
}

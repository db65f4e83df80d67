import { type Diagnostic, limitAt } from "../diagnostic.js";
import type { Source, SourceRange } from "../source.js";
import type { File } from "./ast.js";

/** In UTF-16 units. A tree takes some fifteen times the memory of its text. */
const largest = 64 * 1024 * 1024;

/** An empty file and the reason for it, when the text is too large to be parsed. */
export function refuseLarge(source: Source): { file: File; diagnostics: Diagnostic[] } | undefined {
  if (source.text.length <= largest) return undefined;
  const range: SourceRange = { source, start: 0, end: 0 };
  const detail = `The file holds ${source.text.length} characters; at most ${largest} can be read. Split it into several files.`;
  const file: File = { kind: "file", body: { kind: "body", items: [], range }, range };
  return { file, diagnostics: [limitAt(range, "File too large", detail)] };
}

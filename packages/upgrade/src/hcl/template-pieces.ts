/** A part of a string: text, or a `{{ }}` call. `at` is its offset. */
export type TemplatePiece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "call"; readonly text: string; readonly at: number };

/** A call, whose strings may hold braces. */
const call = /\{\{(?:"(?:[^"\\\n]|\\.)*"|`[^`]*`|(?!\}\})[^"`])*\}\}/g;

/** Cuts a string of a template at its `{{ }}` calls. What is never closed is text. */
export function templatePieces(text: string): TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let end = 0;
  for (const found of text.matchAll(call)) {
    if (found.index > end) pieces.push({ kind: "text", text: text.slice(end, found.index) });
    pieces.push({ kind: "call", text: found[0], at: found.index });
    end = found.index + found[0].length;
  }
  if (end < text.length) pieces.push({ kind: "text", text: text.slice(end) });
  return pieces;
}

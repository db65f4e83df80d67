import type { Arrow, Box, Drawing } from "./graph-drawing.js";

/** A flowchart in Mermaid's language, which Markdown pages show. */
export function mermaidGraph({ boxes, arrows }: Drawing): string {
  return ["flowchart LR", ...boxes.flatMap(boxLines), ...arrows.map(arrowLine)].map((line) => `${line}\n`).join("");
}

function boxLines({ id, label, steps, arrows }: Box): readonly string[] {
  if (steps.length === 0) return [`  ${id}[${quoted(label)}]`];
  const inner = [...steps.map((step) => `  ${step.id}[${quoted(step.label)}]`), ...arrows.map(arrowLine)];
  return [`  subgraph ${id}[${quoted(label)}]`, ...inner.map((line) => `  ${line}`), "  end"];
}

const arrowLine = ({ from, to }: Arrow) => `  ${from} --> ${to}`;

/** Mermaid's escapes are HTML's entities with # for &. What might be markup, in HTML or Markdown, is escaped too. */
const quoted = (text: string): string => `"${text.replace(/[^\p{L}\p{N} ._/:-]/gu, entity)}"`;

const entity = (character: string): string => `#${character.codePointAt(0)};`;

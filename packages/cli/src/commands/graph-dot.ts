import type { Box, Drawing } from "./graph-drawing.js";

/** A graph in DOT, Graphviz's language. */
export function dotGraph({ boxes, arrows }: Drawing): string {
  const ends = new Map(boxes.map((box) => [box.id, endsOf(box)]));
  const lines = [
    "rankdir = LR",
    "compound = true",
    "node [shape = box]",
    ...boxes.flatMap(boxLines),
    ...arrows.map(({ from, to }) => arrowBetween(ends.get(from)!, ends.get(to)!)),
  ];
  return `digraph ingot {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}

function boxLines({ id, label, steps, arrows }: Box): readonly string[] {
  if (steps.length === 0) return [`${id} [label = ${quoted(label)}]`];
  const inner = [
    `label = ${quoted(label)}`,
    ...steps.map((step) => `${step.id} [label = ${quoted(step.label)}]`),
    ...arrows.map(({ from, to }) => `${from} -> ${to}`),
  ];
  return [`subgraph cluster_${id} {`, ...inner.map((line) => `  ${line}`), "}"];
}

/** An arrow goes from node to node; it is cut where it meets the frame of a box. */
interface Ends {
  readonly first: string;
  readonly last: string;
  readonly frame: string | undefined;
}

function endsOf({ id, steps }: Box): Ends {
  if (steps.length === 0) return { first: id, last: id, frame: undefined };
  return { first: steps[0]!.id, last: steps.at(-1)!.id, frame: `cluster_${id}` };
}

function arrowBetween(from: Ends, to: Ends): string {
  const frames = [...(from.frame ? [`ltail = ${from.frame}`] : []), ...(to.frame ? [`lhead = ${to.frame}`] : [])];
  return `${from.last} -> ${to.first}${frames.length > 0 ? ` [${frames.join(", ")}]` : ""}`;
}

/** In a label a backslash begins an escape and an ampersand an entity; a quotation mark ends it. */
const quoted = (text: string): string => `"${text.replaceAll("&", "&amp;").replace(/["\\]/g, "\\$&")}"`;

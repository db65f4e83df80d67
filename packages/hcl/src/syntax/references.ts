import type { SourceRange } from "../source.js";
import type { Expression, For, Name, Node, TemplateFor } from "./ast.js";
import { children } from "./walk.js";

/** A mention of a root name, and how far into it the source goes by constant steps: `var.images[0].name`. */
export interface Reference {
  readonly root: string;
  /** Attribute names and constant indexes, as text: `["images", "0", "name"]`. */
  readonly path: readonly string[];
  /** From the root name to the last step of `path`. */
  readonly range: SourceRange;
}

/** Every mention of a root name in and below `node`, in source order. Names that a `for` declares are not references. */
export function references(node: Node): Reference[] {
  const found: Reference[] = [];
  collect(node, noNames, found);
  return found;
}

const noNames: ReadonlySet<string> = new Set();

function collect(node: Node, local: ReadonlySet<string>, found: Reference[]): void {
  if (node.kind === "for" || node.kind === "template-for") collectFor(node, local, found);
  else if (node.kind === "variable" || node.kind === "get-attribute" || node.kind === "index") {
    collectChain(node, local, found);
  } else for (const child of children(node)) collect(child, local, found);
}

/** The collection is outside the scope of the names that the `for` declares. */
function collectFor(node: For | TemplateFor, local: ReadonlySet<string>, found: Reference[]): void {
  collect(node.collection, local, found);
  const names = [node.keyName, node.valueName].filter((name): name is Name => name !== undefined);
  const inner = new Set([...local, ...names.map((name) => name.text)]);
  for (const child of children(node)) {
    if (child !== node.collection) collect(child, inner, found);
  }
}

/** A root name with steps; indexes that are not constant end the path, and are looked into themselves. */
function collectChain(node: Expression, local: ReadonlySet<string>, found: Reference[]): void {
  const links = linksOf(node);
  const first = links[0]!;
  if (first.kind !== "variable") collect(first, local, found);
  else if (!local.has(first.name)) found.push(referenceOf(first.name, links));
  for (const link of links) {
    if (link.kind === "index") collect(link.key, local, found);
  }
}

/** The chain from its innermost operand outwards: `a.b[0]` is `a`, `a.b`, `a.b[0]`. */
function linksOf(node: Expression): Expression[] {
  const links = [node];
  for (let inner = node; inner.kind === "get-attribute" || inner.kind === "index"; links.push(inner)) {
    inner = inner.kind === "index" ? inner.collection : inner.object;
  }
  return links.reverse();
}

function referenceOf(root: string, links: readonly Expression[]): Reference {
  const path: string[] = [];
  let last = links[0]!;
  for (const link of links.slice(1)) {
    const step = constantStep(link);
    if (step === undefined) break;
    path.push(step);
    last = link;
  }
  return { root, path, range: last.range };
}

function constantStep(link: Expression): string | undefined {
  if (link.kind === "get-attribute") return link.name.text;
  return link.kind === "index" ? constantText(link.key) : undefined;
}

/** The text of a literal number or of a string without interpolation. */
function constantText(key: Expression): string | undefined {
  if (key.kind === "literal" && !key.value.isNull && key.value.type.kind === "number") return String(key.value.content);
  if (key.kind !== "template") return undefined;
  const texts = key.parts.map((part) => (part.kind === "text" ? part.text : undefined));
  return texts.includes(undefined) ? undefined : texts.join("").normalize("NFC");
}

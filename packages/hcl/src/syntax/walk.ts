import { childKeys, type Node } from "./ast.js";

/** A node's direct children, in source order. */
export function children(node: Node): Node[] {
  const found: Node[] = [];
  const fields = node as unknown as Readonly<Record<string, Node | readonly Node[] | undefined>>;
  for (const key of childKeys[node.kind] as readonly string[]) {
    const field = fields[key];
    if (field === undefined) continue;
    if (isList(field)) for (const each of field) found.push(each);
    else found.push(field);
  }
  return found;
}

function isList(field: Node | readonly Node[]): field is readonly Node[] {
  return Array.isArray(field);
}

/** Visits `node` and all below it, parents first, in source order. `visit` returns false to leave out what is below. */
export function walk(node: Node, visit: (node: Node) => unknown): void {
  if (visit(node) === false) return;
  for (const child of children(node)) walk(child, visit);
}

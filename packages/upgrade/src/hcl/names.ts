import { isIdentifier } from "@ingot/hcl";

/** The nearest name that HCL has: other characters become "_". */
export function identifierOf(name: string): string {
  if (isIdentifier(name)) return name;
  const text = name.replace(/[^\p{L}\p{N}_-]/gu, "_");
  return isIdentifier(text) ? text : `_${text}`;
}

/** Names of its own for each, in this order: what would stand twice gets a number. */
export function distinctIdentifiers(
  names: Iterable<string>,
  taken: Iterable<string> = [],
): ReadonlyMap<string, string> {
  const used = new Set(taken);
  const result = new Map<string, string>();
  for (const name of names) {
    const wanted = identifierOf(name);
    let free = wanted;
    for (let count = 2; used.has(free); count++) free = `${wanted}_${count}`;
    used.add(free);
    result.set(name, free);
  }
  return result;
}

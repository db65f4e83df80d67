/** Orders texts by their UTF-8 bytes, as cty does; JavaScript's `<` goes by UTF-16 units, which differs beyond U+D7FF. */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for characters above all others: they move above U+E000 to U+FFFF. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** A map's entries in the order in which a template sees them. */
export function sortedEntries<T>(entries: ReadonlyMap<string, T>): [string, T][] {
  return [...entries].sort(([left], [right]) => compareText(left, right));
}

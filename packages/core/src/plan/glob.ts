/** A compiled pattern, or what is wrong with it. */
export type Glob = { readonly matches: (text: string) => boolean } | { readonly problem: string };

/** An escape, a run of stars, a set, or any one character; `[` without its end is left to the last. */
const token = /\\(?<escaped>.)|(?<stars>\*+)|\[(?<negated>!?)(?<set>(?:\\.|[^\]])*)\]|(?<single>.)/gsu;

/**
 * Packer's glob patterns, which know no separators: `*` (and `**`) any text, `?` any character, `[abc]`, `[a-z]`, `[!a-z]`,
 * `{one,other}`, and `\` before a character that is meant literally.
 */
export function compileGlob(pattern: string): Glob {
  const groups = { depth: 0 };
  const parts: string[] = [];
  for (const match of pattern.matchAll(token)) {
    const part = translate(match.groups!, groups);
    if (typeof part !== "string") return part;
    parts.push(part);
  }
  if (groups.depth > 0) return { problem: 'a "{" has no "}"' };
  const expression = new RegExp(`^(?:${parts.join("")})$`, "su");
  return { matches: (text) => expression.test(text) };
}

function translate(found: Record<string, string | undefined>, groups: { depth: number }): string | { problem: string } {
  if (found.escaped !== undefined) return literal(found.escaped);
  if (found.stars !== undefined) return ".*";
  if (found.set !== undefined) return translateSet(found.set, found.negated === "!");
  switch (found.single) {
    case "?":
      return ".";
    case "[":
      return { problem: 'a "[" has no "]"' };
    case "{":
      groups.depth++;
      return "(?:";
    case "}":
      return groups.depth > 0 && groups.depth-- > 0 ? ")" : literal("}");
    case ",":
      return groups.depth > 0 ? "|" : ",";
    default:
      return literal(found.single!);
  }
}

const range = /(?:\\(.)|(.))(?:-(?:\\(.)|(.)))?/gsu;

function translateSet(set: string, negated: boolean): string | { problem: string } {
  if (set === "") return { problem: '"[]" is an empty set' };
  const ranges: string[] = [];
  for (const [, escapedLow, low, escapedHigh, high] of set.matchAll(range)) {
    const from = (escapedLow ?? low)!;
    const to = escapedHigh ?? high ?? from;
    if (from.codePointAt(0)! > to.codePointAt(0)!)
      return { problem: `the range "${from}-${to}" is the wrong way round` };
    ranges.push(`${literal(from)}-${literal(to)}`);
  }
  return `[${negated ? "^" : ""}${ranges.join("")}]`;
}

/** By code point: whatever means something in a regular expression then does not. */
function literal(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

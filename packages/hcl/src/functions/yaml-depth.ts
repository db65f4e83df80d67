import type { CST } from "yaml";

/** Whether collections stand within one another more than `limit` times. Goes level by level, so no depth is too much. */
export function isDeeperThan(limit: number, tokens: readonly CST.Token[]): boolean {
  let level: readonly CST.Token[] = tokens;
  for (let depth = 0; level.length > 0; depth++) {
    // A document, and then a collection, is one level of tokens each.
    if (depth > limit + 1) return true;
    level = level.flatMap(within);
  }
  return false;
}

function within(token: CST.Token): CST.Token[] {
  if (token.type === "document") return token.value ? [token.value] : [];
  if (!("items" in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((each) => each !== null && each !== undefined));
}

import { IngotError } from "@ingot/core/plugin";

/** The one thing that a template's filter means. Throws where none matches, or several do. */
export function onlyOne<T>(found: readonly T[], option: string, idOf: (thing: T) => string | undefined): T {
  if (found.length === 1) return found[0]!;
  throw found.length === 0 ? noneMatches(option) : severalMatch(option, found.map(idOf));
}

export const noneMatches = (option: string) =>
  new IngotError({
    code: "AMAZON_NONE_MATCHES",
    source: "user",
    message: `Nothing at Amazon matches ${option}. Look at its filters, at the region, and at what the credentials may see.`,
    data: { option },
  });

const severalMatch = (option: string, ids: readonly (string | undefined)[]) =>
  new IngotError({
    code: "AMAZON_SEVERAL_MATCH",
    source: "user",
    message: `${ids.length} things at Amazon match ${option}, and it must be one: ${ids.slice(0, 5).join(", ")}${ids.length > 5 ? " …" : ""}. Narrow its filters.`,
    data: { option, ids: ids.slice(0, 5) },
  });

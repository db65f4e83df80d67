import { type Diagnostic, parse, type Source, warningAt } from "@ingot/hcl";

/** Whether HashiCorp's own parser accepts a text; undefined where it cannot be asked, or does not answer in time. */
export type ReferenceParser = (text: string) => Promise<boolean | undefined>;

/** It reads a third of a million characters a second, and nobody waits for long. */
const longest = 500_000;

/**
 * After a syntax error: is the file wrong, or are we? Asks about the first file that was refused, and says so when it is we.
 * What we refuse by a limit of our own is not asked about.
 */
export async function secondOpinion(sources: readonly Source[], accepts: ReferenceParser): Promise<Diagnostic[]> {
  const refused = sources.find(isRefused);
  if (!refused || (await accepts(refused.text)) !== true) return [];
  const detail = `HashiCorp's own parser accepts "${refused.name}", so the syntax errors above are a fault of Ingot's and none of yours. Please report it with the lines that are quoted there.`;
  return [warningAt(undefined, "Fault in the parser", detail)];
}

function isRefused(source: Source): boolean {
  if (source.syntax === "json" || source.text.length > longest) return false;
  const { diagnostics } = parse(source);
  return diagnostics.length > 0 && !diagnostics.some(({ isOwnLimit }) => isOwnLimit);
}

import type { DecodedBody, Value } from "@ingot/hcl";

/** An argument of a decoded body; undefined where it is not set. */
export function decodedPart({ value }: DecodedBody, name: string): Value | undefined {
  return (value.content as ReadonlyMap<string, Value>).get(name);
}

/** A string argument; undefined where it is absent, null or not known. */
export function decodedText(body: DecodedBody, name: string): string | undefined {
  const content = decodedContent(body, name);
  return typeof content === "string" ? content : undefined;
}

export function decodedTruth(body: DecodedBody, name: string): boolean | undefined {
  const content = decodedContent(body, name);
  return typeof content === "boolean" ? content : undefined;
}

/** A list of strings, without those that are null or not known; undefined where the list itself is. */
export function decodedTexts(body: DecodedBody, name: string): readonly string[] | undefined {
  const content = decodedContent(body, name);
  if (!Array.isArray(content)) return undefined;
  const items: readonly Value[] = content;
  return items.flatMap((item) => (item.isKnown && !item.isNull ? [String(item.content)] : []));
}

function decodedContent(body: DecodedBody, name: string): Value["content"] | undefined {
  const part = decodedPart(body, name);
  return part?.isKnown && !part.isNull ? part.content : undefined;
}

/** Undefined also for a number that JavaScript cannot hold exactly. */
export function decodedNumber(body: DecodedBody, name: string): number | undefined {
  const content = decodedContent(body, name);
  return typeof content === "number" ? content : undefined;
}

import { sensitiveStrings, type Value } from "@ingot/hcl";

/** Every text within what is marked sensitive, once: the redactor's list. */
export function secretsOf(holders: Iterable<{ readonly value: Value }>): readonly string[] {
  const found = new Set<string>();
  for (const { value } of holders) for (const text of sensitiveStrings(value)) found.add(text);
  return [...found];
}

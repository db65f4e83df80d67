import { IngotError } from "@ingot/core/plugin";

/** The value of `key` in a secret that is a JSON object, or its first; without a key, of another secret, all of its text. Throws AWS_SECRET. */
export function secretValue(text: string, name: string, key: string | undefined): string {
  const fields = fieldsOf(text);
  if (!fields && key)
    throw secretError(`The secret "${name}" is no JSON object, so it has no key "${key}". Leave out key.`);
  if (!fields) return text;
  const keys = Object.keys(fields);
  const chosen = key || keys[0];
  if (chosen === undefined) return "";
  if (Object.hasOwn(fields, chosen)) return textOf(fields[chosen]);
  throw secretError(`The secret "${name}" has no key "${chosen}"; it has ${keys.join(", ") || "none"}.`);
}

const secretError = (message: string): IngotError => new IngotError({ code: "AWS_SECRET", source: "user", message });

/** What of a secret must not be seen: its text, and the texts in it. */
export const secretTexts = (text: string): readonly string[] => [
  text,
  ...Object.values(fieldsOf(text) ?? {}).map(textOf),
];

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function fieldsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined; // it is a text
  }
}

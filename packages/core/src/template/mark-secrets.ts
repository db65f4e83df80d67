import { Value } from "@ingot/hcl";

/** The value with every text in it marked sensitive that holds one of `secrets`: what was given as a secret may come back. */
export function markSecrets(value: Value, secrets: readonly string[]): Value {
  if (secrets.length === 0) return value;
  return markTexts(value, (text) => secrets.some((secret) => isWithin(secret, text)));
}

/** The value with every text in it marked sensitive that `isSecret` says is. */
export function markTexts(value: Value, isSecret: (text: string) => boolean): Value {
  if (!value.isKnown || value.isNull) return value;
  const { content, type, marks } = value;
  if (typeof content === "string") return isSecret(content) ? value.withMarks(["sensitive"]) : value;
  if (content instanceof Map) {
    const entries = [...content].map(([key, item]): [string, Value] => [key, markTexts(item, isSecret)]);
    return Value.known(type, new Map(entries)).withMarks(marks);
  }
  if (!Array.isArray(content)) return value;
  return Value.known(
    type,
    content.map((item: Value) => markTexts(item, isSecret)),
  ).withMarks(marks);
}

/** Shorter secrets stand in longer texts by chance. */
const tellingLength = 4;

const isWithin = (secret: string, text: string): boolean =>
  text === secret || (secret.length >= tellingLength && text.includes(secret));

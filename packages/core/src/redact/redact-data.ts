import type { Redactor } from "./redactor.js";

/** `data` with every string of it redacted, at any depth; keys and other scalars stay, and so do the values of `exempt` keys. */
export function redactData<T>(data: T, redactor: Redactor, exempt: ReadonlySet<string> = new Set()): T {
  return redactValue(data, redactor, exempt) as T;
}

function redactValue(value: unknown, redactor: Redactor, exempt: ReadonlySet<string>): unknown {
  if (typeof value === "string") return redactor.redact(value);
  if (Array.isArray(value)) return value.map((each) => redactValue(each, redactor, exempt));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [
    key,
    exempt.has(key) ? each : redactValue(each, redactor, exempt),
  ]);
  return Object.fromEntries(entries);
}

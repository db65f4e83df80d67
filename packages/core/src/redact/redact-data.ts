import type { Redactor } from "./redactor.js";

type Redacting = Pick<Redactor, "redact">;

/** `data` with every string of it redacted, at any depth; keys and other scalars stay, and so do the values of `exempt` keys. */
export function redactData<T>(data: T, redactor: Redacting, exempt: ReadonlySet<string> = new Set()): T {
  return redactValue(data, redactor, exempt) as T;
}

/** The very value when there is nothing to hide in it: so it is with nearly every line of output. */
function redactValue(value: unknown, redactor: Redacting, exempt: ReadonlySet<string>): unknown {
  if (typeof value === "string") return redactor.redact(value);
  if (Array.isArray(value)) return redactList(value, redactor, exempt);
  return typeof value === "object" && value !== null ? redactObject(value, redactor, exempt) : value;
}

function redactList(list: readonly unknown[], redactor: Redacting, exempt: ReadonlySet<string>): readonly unknown[] {
  const shown = list.map((each) => redactValue(each, redactor, exempt));
  return shown.some((each, at) => each !== list[at]) ? shown : list;
}

function redactObject(value: object, redactor: Redacting, exempt: ReadonlySet<string>): object {
  let shown = value;
  for (const [key, each] of Object.entries(value)) {
    const redacted = exempt.has(key) ? each : redactValue(each, redactor, exempt);
    if (redacted === each) continue;
    if (shown === value) shown = { ...value };
    Object.defineProperty(shown, key, { value: redacted, enumerable: true, configurable: true, writable: true });
  }
  return shown;
}

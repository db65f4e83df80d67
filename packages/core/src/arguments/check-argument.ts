import { IngotError } from "../errors.js";
import type { Expected } from "./expected.js";

/** Throws for a value that is not what a call expects as `argument`. `call` is what the message names. */
export function checkArgument(call: string, argument: string, value: unknown, expected: Expected<unknown>): void {
  if (value === undefined && expected.isOptional) return;
  if (!expected.accepts(value)) throw invalidArgument(call, argument, given(value, expected), expected.what);
  for (const part of expected.parts?.(value) ?? [])
    checkArgument(call, `${argument}${part.at}`, part.value, part.expected);
}

function invalidArgument(call: string, argument: string, value: string, expected: string): IngotError {
  const message = `${call} was given ${value} as "${argument}". It must be ${expected}.`;
  return new IngotError({ code: "INVALID_ARGUMENT", source: "user", message, data: { argument, expected } });
}

/** A value as messages tell it. */
const given = (value: unknown, { isShown }: Expected<unknown>): string =>
  isShown && (typeof value === "string" || typeof value === "number") ? shown(value) : kindOf(value);

const shown = (value: string | number) => (typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : `${value}`);

/** What a value is, without what is in it: that may be a secret. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return value === null ? "null" : "nothing";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Promise) return "a promise, which must be awaited,";
  return kinds[typeof value];
}

const kinds = {
  string: "a text",
  number: "a number",
  bigint: "a bigint",
  boolean: "a boolean",
  symbol: "a symbol",
  undefined: "nothing",
  object: "an object",
  function: "a function",
} as const;

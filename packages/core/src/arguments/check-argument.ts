import { IngotError } from "../errors.js";
import type { Expected } from "./expected.js";

/** Throws for a value that is not what a call expects as `argument`. `call` is what the message names. */
export function checkArgument(call: string, argument: string, value: unknown, expected: Expected<unknown>): void {
  const mismatch = mismatchOf(argument, value, expected);
  if (!mismatch) return;
  const message = `${call} was given ${mismatch.given} as "${mismatch.name}". It must be ${mismatch.expected}.`;
  const data = { argument: mismatch.name, expected: mismatch.expected };
  throw new IngotError({ code: "INVALID_ARGUMENT", source: "user", message, data });
}

/** The same for what a component gave back, which `who` names. */
export function checkResult(who: string, result: string, value: unknown, expected: Expected<unknown>): void {
  const mismatch = mismatchOf(result, value, expected);
  if (!mismatch) return;
  const message = `${who} gave ${mismatch.given} as "${mismatch.name}". It must be ${mismatch.expected}.`;
  throw new IngotError({ code: "COMPONENT_RESULT", source: "engine", message });
}

interface Mismatch {
  /** Of the part that is wrong: "variables[0].text". */
  readonly name: string;
  readonly given: string;
  readonly expected: string;
}

/** The first part of a value that is not as expected. */
export function mismatchOf(name: string, value: unknown, expected: Expected<unknown>): Mismatch | undefined {
  if (value === undefined && expected.isOptional) return undefined;
  if (!expected.accepts(value)) return { name, given: given(value, expected), expected: expected.what };
  for (const part of expected.parts?.(value) ?? []) {
    const found = mismatchOf(`${name}${part.at}`, part.value, part.expected);
    if (found) return found;
  }
  return undefined;
}

/** A value as messages tell it. */
const given = (value: unknown, { isShown }: Expected<unknown>): string =>
  isShown && (typeof value === "string" || typeof value === "number") ? shown(value) : kindOf(value);

const shown = (value: string | number) => (typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : `${value}`);

/** What a value is, without what is in it: that may be a secret. */
function kindOf(value: unknown): string {
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

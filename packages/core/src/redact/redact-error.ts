import { isError } from "@ingot/hcl";
import { IngotError, isIngotError } from "../errors.js";
import { redactData } from "./redact-data.js";
import type { Redactor } from "./redactor.js";

/**
 * The same error when nothing of it holds a secret, else a copy: message, stack, causes, attempts and data are redacted.
 * What is thrown and is no `Error` becomes its redacted text.
 */
export function redactError(error: unknown, redactor: Redactor): unknown {
  return redactSeen(error, redactor, new Map());
}

function redactSeen(error: unknown, redactor: Redactor, seen: Map<unknown, unknown>): unknown {
  if (typeof error === "string") return redactor.redact(error);
  if (!isError(error)) return typeof error === "object" && error !== null ? redactData(error, redactor) : error;
  if (seen.has(error)) return seen.get(error);
  seen.set(error, error);
  const copy = copyOf(error, redactor, seen);
  const same = isUnchanged(error, copy);
  seen.set(error, same ? error : copy);
  return same ? error : copy;
}

function copyOf(error: Error, redactor: Redactor, seen: Map<unknown, unknown>): Error {
  const inner = (each: unknown) => redactSeen(each, redactor, seen);
  const message = redactor.redact(error.message);
  const cause = error.cause === undefined ? {} : { cause: inner(error.cause) };
  const copy = isIngotError(error)
    ? new IngotError({
        code: error.code,
        source: error.source,
        message,
        ...cause,
        data: redactData(error.data, redactor),
        attempts: error.attempts.map(inner),
      })
    : isAggregate(error)
      ? new AggregateError(error.errors.map(inner), message, cause)
      : new Error(message, cause);
  copy.name = error.name;
  copy.stack = redactor.redact(error.stack ?? "");
  return copy;
}

function isUnchanged(error: Error, copy: Error): boolean {
  if (error.message !== copy.message || error.cause !== copy.cause || (error.stack ?? "") !== copy.stack) return false;
  if (isIngotError(error) && isIngotError(copy))
    return error.attempts.every((each, at) => each === copy.attempts[at]) && sameJson(error.data, copy.data);
  return !(isAggregate(error) && isAggregate(copy)) || sameItems(error.errors, copy.errors);
}

const isAggregate = (error: Error): error is AggregateError => "errors" in error && Array.isArray(error.errors);

const sameItems = (some: readonly unknown[], others: readonly unknown[]) =>
  some.every((each, at) => each === others[at]);

const sameJson = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

import { pathText, suggest } from "@ingot/hcl";
import type { z } from "zod";

import { issuePath } from "./issue-path.js";

type Issue = z.core.$ZodRawIssue;

/** What a schema's own complaint says in our words. A message that the schema's author wrote is never asked for here. */
export function issueText(issue: Issue): string {
  if (isMissing(issue)) return `The argument ${subjectOf(issue)} is required, but it is not set.`;
  return `${subjectOf(issue)} ${complaint(issue)}`;
}

/** Nothing where something is required; the issue must hold its input. */
export const isMissing = ({ code, input }: { readonly code?: string | undefined; readonly input?: unknown }): boolean =>
  code === "invalid_type" && input === undefined;

/** The option's name, quoted: `"ports[0]"`. */
function subjectOf(issue: Issue): string {
  const text = pathText(issuePath(issue)).replace(/^\./, "");
  return text === "" ? "The block" : `"${text}"`;
}

function complaint(issue: Issue): string {
  switch (issue.code) {
    case "invalid_value":
      return notAllowed(issue.values, issue.input);
    case "invalid_type":
      return notOfKind(issue.expected, issue.input);
    case "too_small":
      return limit("at least", issue.origin, issue.minimum, issue);
    case "too_big":
      return limit("at most", issue.origin, issue.maximum, issue);
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}.`;
    case "invalid_format":
      return malformed(issue);
    case "invalid_union":
      return `has a value of none of the kinds that are allowed here.${alternatives(issue.errors)}`;
    case "unrecognized_keys":
      return `takes no ${listOf(
        issue.keys.map((key) => `"${key}"`),
        "and",
      )} here.`;
    case "invalid_key":
      return `is not allowed here. ${nameProblems(issue.issues)}`;
    default:
      return "has a value that is not allowed here.";
  }
}

function notAllowed(values: readonly unknown[], input: unknown): string {
  const allowed = values.map((value) => JSON.stringify(value));
  if (allowed.length === 1) return `must be ${allowed[0]}, not ${shown(input)}.`;
  const texts = values.filter((value) => typeof value === "string");
  const near = typeof input === "string" ? suggest(input, texts) : undefined;
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  return `must be one of ${listOf(allowed, "and")}, not ${shown(input)}.${hint}`;
}

const kinds: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "an object",
  record: "a map",
};

function notOfKind(expected: string, input: unknown): string {
  return `must be ${kinds[expected] ?? expected}, not ${expected === "int" ? shown(input) : kindOf(input)}.`;
}

function kindOf(input: unknown): string {
  if (Array.isArray(input)) return "a list";
  return input === null ? "null" : (kinds[typeof input] ?? typeof input);
}

const shown = (input: unknown): string => (typeof input === "object" ? kindOf(input) : JSON.stringify(input));

interface Limited {
  readonly input?: unknown;
  readonly inclusive?: boolean;
}

function limit(bound: string, origin: string, count: number | bigint, { input, inclusive = true }: Limited): string {
  if (origin === "string" && bound === "at least" && count === 1) return "must not be empty.";
  if (origin === "string") return `must have ${bound} ${plural(count, "character")}.`;
  if (origin === "array" || origin === "set") return `must have ${bound} ${plural(count, "element")}.`;
  const strict = bound === "at least" ? "more than" : "less than";
  return `must be ${inclusive ? bound : strict} ${count}, but it is ${shown(input)}.`;
}

const plural = (count: number | bigint, noun: string): string => `${count} ${noun}${Number(count) === 1 ? "" : "s"}`;

function malformed(issue: Extract<Issue, { code: "invalid_format" }>): string {
  if (issue.pattern && issue.format === "regex") return `must have the form ${issue.pattern}.`;
  if (issue.format === "starts_with") return `must begin with "${issue.prefix}".`;
  if (issue.format === "ends_with") return `must end with "${issue.suffix}".`;
  if (issue.format === "includes") return `must contain "${issue.includes}".`;
  return `is not a valid ${formats[issue.format] ?? issue.format}.`;
}

const formats: Readonly<Record<string, string>> = {
  url: "URL",
  email: "e-mail address",
  ipv4: "IPv4 address",
  ipv6: "IPv6 address",
};

/** A union says which kinds it takes, where that is what each of its options asks for. */
function alternatives(errors: readonly (readonly z.core.$ZodIssue[])[]): string {
  const expected = errors.map(([first]) =>
    first?.code === "invalid_type" && first.path.length === 0 ? first.expected : undefined,
  );
  if (expected.length === 0 || expected.includes(undefined)) return "";
  return ` It takes ${listOf(
    expected.map((kind) => kinds[kind ?? ""] ?? `${kind}`),
    "or",
  )}.`;
}

/** What a record's schema of keys says of one. */
const nameProblems = (issues: readonly z.core.$ZodIssue[]): string =>
  issues.map((issue) => (issue.code === "custom" ? issue.message : `The name ${complaint(issue as Issue)}`)).join(" ");

/** "a", "a and b", "a, b and c". */
function listOf(items: readonly (string | undefined)[], conjunction: string): string {
  return items.length < 2 ? `${items[0] ?? ""}` : `${items.slice(0, -1).join(", ")} ${conjunction} ${items.at(-1)}`;
}

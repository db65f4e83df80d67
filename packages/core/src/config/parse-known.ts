import type { Path } from "@ingot/hcl";
import type { z } from "zod";
import { issuePath } from "./issue-path.js";
import { issueText } from "./issue-text.js";
import { isWithinUnknown, mayChange, withoutFields } from "./unknown-paths.js";

export interface ParsedConfig<Config> {
  /** Undefined when there are issues, and when what is unknown leaves nothing to work with. */
  readonly config: Config | undefined;
  /** Those that hold whatever the unknown values will be. */
  readonly issues: readonly z.core.$ZodIssue[];
}

/**
 * Parses `data`, in which placeholders stand for the values at `unknown`. Where the schema refuses a placeholder, the
 * field is taken as absent, so that its default serves instead; failing that, all of the argument or block it is in.
 */
export function parseKnown<Config>(
  schema: z.ZodType<Config>,
  data: unknown,
  unknown: readonly Path[],
): ParsedConfig<Config> {
  const parsed = parseGiven(schema, data);
  if (parsed.success) return { config: parsed.data, issues: [] };
  const issues = parsed.error.issues.filter((issue) => holdsAnyway(issue, unknown));
  if (issues.length > 0) return { config: undefined, issues };
  const refused = unknown.filter((path) => parsed.error.issues.some((issue) => mayChange(path, [issuePath(issue)])));
  const config = parseWithout(schema, data, refused) ?? parseWithout(schema, data, refused.map(wholeArgument));
  return { config, issues: [] };
}

/** To Packer an empty text says nothing. Where the schema refuses one, the argument is as if left out, if it may be. */
function parseGiven<Config>(schema: z.ZodType<Config>, data: unknown) {
  const parsed = parseWith(schema, data);
  const empty = parsed.error?.issues.filter(saysNothing).map(issuePath) ?? [];
  if (empty.length === 0) return parsed;
  const rest = parseWith(schema, withoutFields(data, empty));
  const isNeeded = rest.error?.issues.some((issue) => isWithinUnknown(issuePath(issue), empty)) ?? false;
  return isNeeded ? parsed : rest;
}

const saysNothing = ({ code, input, path }: z.core.$ZodIssue): boolean =>
  (code === "invalid_value" || code === "too_small") && input === "" && !path.some((key) => typeof key === "number");

function parseWithout<Config>(schema: z.ZodType<Config>, data: unknown, paths: readonly Path[]): Config | undefined {
  return parseWith(schema, withoutFields(data, paths)).data;
}

const wholeArgument = (path: Path): Path => path.slice(0, 1);

const parseWith = <Config>(schema: z.ZodType<Config>, data: unknown) =>
  schema.safeParse(data, { error: issueText, reportInput: true, jitless: true }); // most schemas are used once or twice

/** A refinement of a whole may look at any of its parts; every other complaint is about the value itself. */
function holdsAnyway(issue: z.core.$ZodIssue, unknown: readonly Path[]): boolean {
  return issue.code === "custom" ? !mayChange(issuePath(issue), unknown) : !isWithinUnknown(issuePath(issue), unknown);
}

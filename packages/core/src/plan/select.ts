import { type Diagnostic, errorAt, suggest, warningAt } from "@ingot/hcl";
import type { Selection } from "../engine-api.js";
import type { Draft, ListedBuild } from "./draft.js";
import { compileGlob, type Glob } from "./glob.js";

interface Pattern {
  readonly flag: "-only" | "-except";
  readonly text: string;
  matches(name: string): boolean;
}

/** `-only` and `-except`, ready to be held against names. */
export interface Selector {
  /** Whether a build of this full name, or exact one, stays. */
  selects(build: string): boolean;
  /** Whether `-except` takes a post-processor, by its name or else its type, and the rest of its chain with it. */
  cuts(postProcessor: string): boolean;
  /** Warnings about patterns that match nothing of what there is, one for each. */
  unmatched(builds: readonly string[], postProcessors: ReadonlySet<string>): Diagnostic[];
}

/** With `isExact` they are names rather than patterns. Patterns that cannot be read are errors, and the selector does without them. */
export function createSelector(
  { only = [], except = [] }: Selection,
  isExact: boolean,
): {
  readonly selector: Selector;
  readonly diagnostics: readonly Diagnostic[];
} {
  const wanted = compilePatterns("-only", only, isExact);
  const unwanted = compilePatterns("-except", except, isExact);
  const cuts = (name: string) => unwanted.patterns.some((pattern) => pattern.matches(name));
  const selector: Selector = {
    selects: (build) =>
      (only.length === 0 || wanted.patterns.some((pattern) => pattern.matches(build))) && !cuts(build),
    cuts,
    unmatched: (builds, postProcessors) =>
      [...wanted.patterns, ...unwanted.patterns]
        .filter((pattern) => !builds.some(pattern.matches))
        .filter((pattern) => pattern.flag === "-only" || ![...postProcessors].some(pattern.matches))
        .map((pattern) => matchesNothing(pattern, builds)),
  };
  return { selector, diagnostics: [...wanted.diagnostics, ...unwanted.diagnostics] };
}

function compilePatterns(flag: Pattern["flag"], texts: readonly string[], isExact: boolean) {
  const patterns: Pattern[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const text of texts) {
    const glob = isExact ? exactly(text) : compileGlob(text);
    if ("problem" in glob) diagnostics.push(invalidPattern(flag, text, glob.problem));
    else patterns.push({ flag, text, matches: glob.matches });
  }
  return { patterns, diagnostics };
}

const exactly = (wanted: string): Glob => ({ matches: (text) => text === wanted });

function invalidPattern(flag: string, text: string, problem: string): Diagnostic {
  const detail = `The ${flag} pattern "${text}" cannot be read: ${problem}. Put a backslash before a character that is meant literally.`;
  return errorAt(undefined, "Invalid pattern", detail);
}

function matchesNothing({ flag, text }: Pattern, builds: readonly string[]): Diagnostic {
  const what = flag === "-only" ? "no build" : "no build and no post-processor";
  const near = suggest(text, builds);
  const detail = `The ${flag} pattern "${text}" matches ${what}. ${near ? `Did you mean "${near}"?` : namesOf(builds)}`;
  return warningAt(undefined, "Pattern without a match", detail);
}

/** Only the full name matches: "one" is not "null.one". */
function namesOf(builds: readonly string[]): string {
  if (builds.length === 0) return "The template has no builds.";
  const shown = builds.slice(0, 20).join(", ");
  const more = builds.length > 20 ? `, and ${builds.length - 20} more` : "";
  return `A pattern must match the whole name; the builds are: ${shown}${more}.`;
}

/** Leaves the builds that the user wants; the others are not looked at, so their mistakes do not matter. */
export function selectBuilds(draft: Draft<ListedBuild>, selector: Selector): Draft<ListedBuild> {
  const builds = draft.builds.filter(({ selectedBy }) => selector.selects(selectedBy));
  const nothingLeft = builds.length === 0 && draft.builds.length > 0;
  return { builds, diagnostics: nothingLeft ? [...draft.diagnostics, noBuilds(draft.builds)] : draft.diagnostics };
}

function noBuilds(builds: readonly ListedBuild[]): Diagnostic {
  const detail = `-only and -except leave none of the template's builds. ${namesOf(builds.map(({ selectedBy }) => selectedBy))}`;
  return errorAt(undefined, "No builds to run", detail);
}

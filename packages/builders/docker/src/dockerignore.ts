import { IngotError } from "@ingot/core/plugin";

/** What a `.dockerignore` file leaves out. Names are relative to the context, with "/". */
export interface Dockerignore {
  excludes(name: string): boolean;
  /** Whether a directory has to be looked into: it is not left out, or something in it may be let in again. */
  enters(directory: string, kept: ReadonlySet<string>): boolean;
}

interface Rule {
  readonly pattern: RegExp;
  /** "!": lets in again what an earlier rule left out. */
  readonly lets: boolean;
}

/** The last rule that fits a path, or one of its parents, decides. Throws DOCKERIGNORE, with `file` as its name, where Docker refuses a pattern. */
export function parseDockerignore(text: string, file: string): Dockerignore {
  const rules = text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .flatMap((line, index) => parseRule(line, () => badPattern(line.trim(), file, index + 1)));
  const hasExceptions = rules.some((rule) => rule.lets);
  const excludes = (name: string) => rules.findLast((rule) => rule.pattern.test(name))?.lets === false;
  const enters = (directory: string, kept: ReadonlySet<string>) =>
    hasExceptions || !excludes(directory) || [...kept].some((name) => name.startsWith(`${directory}/`));
  return { excludes, enters };
}

function parseRule(line: string, failure: () => IngotError): Rule[] {
  if (line.startsWith("#")) return [];
  const trimmed = line.trim();
  if (trimmed === "!") throw failure();
  const lets = trimmed.startsWith("!");
  const path = clean(lets ? trimmed.slice(1).trim() : trimmed);
  if (path === "") return [];
  const pattern = patternOf(path);
  if (!pattern) throw failure();
  return [{ pattern, lets }];
}

function badPattern(pattern: string, file: string, line: number): IngotError {
  return new IngotError({
    code: "DOCKERIGNORE",
    source: "user",
    message: `${file}, line ${line}: ${JSON.stringify(pattern)} is no pattern. A set is written as in [a-z], "!" stands before what it lets in again, and \\ before the character that it takes as it is.`,
    data: { file, line },
  });
}

/** As a path: without "." parts, doubled or outer slashes; ".." takes a part away, and what leads out of the context stays so. */
function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    const isWithin = parts.length > 0 && parts.at(-1) !== "..";
    if (part === ".." && isWithin) parts.pop();
    else if (part !== "" && part !== "." && (part !== ".." || !path.startsWith("/"))) parts.push(part);
  }
  return parts.join("/");
}

/** What a pattern is made of: `**`, `*`, `?`, a set, an escaped character, a plain one. A lone `[` or `\` is none of these. */
const piece = /\*\*\/?|\*|\?|\[\^?(?:(?:\\.|[^\\\]-])(?:-(?:\\.|[^\\\]-]))?)+\]|\\.|[^\\[]/gsu;

/** What is below a match matches too. Undefined for what is no pattern. */
function patternOf(glob: string): RegExp | undefined {
  const pieces = glob.match(piece) ?? [];
  if (pieces.join("") !== glob) return undefined;
  const source = pieces.map((each, at) => (isOpen(pieces, at) ? ".*" : sourceOf(each))).join("");
  try {
    return new RegExp(`^${source}(?:/.*)?$`, "su");
  } catch {
    return undefined; // a range from z to a
  }
}

/** Docker takes a `**` at the end for anything, and one before plain text for any beginning: `**.log` is `*.log` in every directory. */
function isOpen(pieces: readonly string[], at: number): boolean {
  if (!pieces[at]!.startsWith("**")) return false;
  const rest = pieces.slice(at + 1);
  return rest.length === 0 || (at === 0 && pieces[at] === "**" && rest.every((each) => /^[^*?[\\]/.test(each)));
}

/** `*` and `?` stay within a part, `**` is any number of parts. */
function sourceOf(each: string): string {
  if (each.startsWith("**")) return "(?:.*/)?";
  if (each === "*") return "[^/]*";
  if (each === "?") return "[^/]";
  if (each.startsWith("[")) return each.replace(/\\(.)/gsu, (_, escaped) => literal(escaped));
  return literal(each.replace(/^\\/, ""));
}

/** A character as a regular expression has it, within a set too. */
const literal = (character: string): string => `\\u{${character.codePointAt(0)!.toString(16)}}`;

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

/** The last rule that fits a path, or one of its parents, decides. */
export function parseDockerignore(text: string): Dockerignore {
  const rules = text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .flatMap(parseRule);
  const hasExceptions = rules.some((rule) => rule.lets);
  const excludes = (name: string) => rules.findLast((rule) => rule.pattern.test(name))?.lets === false;
  const enters = (directory: string, kept: ReadonlySet<string>) =>
    hasExceptions || !excludes(directory) || [...kept].some((name) => name.startsWith(`${directory}/`));
  return { excludes, enters };
}

function parseRule(line: string): Rule[] {
  if (line.startsWith("#")) return [];
  const trimmed = line.trim();
  const lets = trimmed.startsWith("!");
  const path = clean(lets ? trimmed.slice(1).trim() : trimmed);
  return path === "" ? [] : [{ pattern: patternOf(path), lets }];
}

/** As a path: without "." parts, doubled or outer slashes; ".." takes a part away. */
function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/** `*` and `?` stay within a part, `**` is any number of parts, `[…]` is a set; what is below a match matches too. */
function patternOf(glob: string): RegExp {
  const source = glob.replace(/\*\*\/?|\*|\?|\[[^\]]*\]|\\.|[.+^${}()|\\/[\]]/gs, (found) => {
    if (found === "**/") return "(?:.*/)?";
    if (found === "**") return ".*";
    if (found === "*") return "[^/]*";
    if (found === "?") return "[^/]";
    if (found.startsWith("[") && found.length > 1) return found.replace(/\\(?!\])/g, "\\\\");
    return found.startsWith("\\") && found.length > 1 ? `\\${found[1]}` : `\\${found}`;
  });
  return new RegExp(`^${source}(?:/.*)?$`, "s");
}

import { FunctionError } from "../evaluate/scope.js";
import { re2Module } from "./lazy-module.js";

/** Compiling takes more than time in proportion. */
const longest = 5_000;

/**
 * A test for paths: `*` and `?` within a part, `**` over parts, `[a-z]`, `[^a]`, `{a,b}`, and `\` before a character
 * that is meant as it is. Matching takes time linear in the path.
 */
export function globMatcher(glob: string): (path: string) => boolean {
  if (glob.length > longest) throw new FunctionError(`a pattern must not be longer than ${longest} characters`, 1);
  const { RE2JS } = re2Module();
  const pattern = RE2JS.compile(`^(?:${translate(glob)})$`, RE2JS.DOTALL);
  return (path) => pattern.matches(path);
}

/** `**` as a whole part; a class; an escape; one of the special characters; anything else. */
const tokens = /(?<=^|\/)\*\*\/|(?<=^|\/)\*\*$|\*+|\?|\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|[{},[\]\\]|[^*?[\]{},\\]+/gsu;

function translate(glob: string): string {
  let depth = 0;
  const translated = glob.replace(tokens, (token) => {
    if (token === "{") depth++;
    if (token === "}") depth--;
    if (depth < 0 || token === "[" || token === "\\") throw malformed(glob);
    return translateToken(token, token === "}" ? depth + 1 : depth);
  });
  if (depth !== 0) throw malformed(glob);
  return translated;
}

function malformed(glob: string): FunctionError {
  return new FunctionError(
    `${JSON.stringify(glob)} is not a pattern for file names: a bracket, a brace or a "\\" in it lacks its other half`,
    1,
  );
}

function translateToken(token: string, depth: number): string {
  if (token === "**/") return "(?:[^/]+/)*";
  if (token === "**") return ".*";
  if (token.startsWith("*")) return "[^/]*";
  if (token === "?") return "[^/]";
  if (token === "{") return "(?:";
  if (token === "}") return ")";
  if (token === "," && depth > 0) return "|";
  if (token.startsWith("[") && token.length > 1) return translateClass(token);
  return quote(token.startsWith("\\") ? token.slice(1) : token);
}

function translateClass(token: string): string {
  const negated = token.startsWith("[^");
  const members = token
    .slice(negated ? 2 : 1, -1)
    .replace(/\\(.)|[[\]^&~|]/gsu, (all, escaped?: string) => `\\${escaped ?? all}`);
  return negated ? `[^/${members}]` : `[${members}]`;
}

const quote = (text: string): string => text.replace(/[.+*?^$()[\]{}|\\]/g, "\\$&");

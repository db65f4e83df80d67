import { evaluate, isIdentifier, parseExpression, type Scope, Source, type Type, Value } from "@ingot/hcl";

/** What may stand in place of the end of a line, and that end. */
export type Completion = readonly [candidates: readonly string[], end: string];

const word = String.raw`[\p{ID_Start}_][\p{ID_Continue}-]*`;
/** What is looked into: `var.images[0]`. Then the part of a name that is there. */
const access = new RegExp(
  String.raw`(?<![\p{ID_Continue}.-])(${word}(?:\.${word}|\[(?:\d+|"[^"\\$%]*")\])*)\.((?:${word})?)$`,
  "u",
);
const name = new RegExp(String.raw`(?<![\p{ID_Continue}.-])(?:${word})?$`, "u");

/** Commands stand alone on a line; functions come with their parenthesis. */
export function completionOf(line: string, scope: Scope, commands: readonly string[]): Completion {
  const [, target, begun = ""] = access.exec(line) ?? [];
  if (target !== undefined) return [beginning(begun, attributesOf(target, scope)), begun];
  const [end = ""] = name.exec(line) ?? [];
  const functions = [...scope.functions.keys()].map((each) => `${each}(`);
  const names = [...scope.names(), ...functions, ...(line === end ? commands : [])];
  return [end === "" && line !== "" ? [] : beginning(end, names), end];
}

const beginning = (begun: string, names: readonly string[]): readonly string[] =>
  [...new Set(names)].filter((each) => each.startsWith(begun)).sort();

/** Of a sensitive value not even the names. */
function attributesOf(target: string, scope: Scope): readonly string[] {
  const found = scope.lookup(target);
  if (found && !(found instanceof Value)) return found.names();
  const { expression } = parseExpression(new Source("", target));
  const value = expression && evaluate(expression, scope).value;
  return value && !value.marks.has("sensitive") ? namesIn(value).filter(isIdentifier) : [];
}

function namesIn(value: Value): readonly string[] {
  if (value.type.kind === "object") return [...(value.type as Extract<Type, { kind: "object" }>).attributes.keys()];
  const { content } = value.isKnown && !value.isNull ? value : { content: undefined };
  return content instanceof Map ? [...content.keys()] : [];
}

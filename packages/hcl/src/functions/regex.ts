import { FunctionError, type HclFunction } from "../evaluate/scope.js";
import { textOf } from "../value/content.js";
import { dynamicType, listType, objectType, stringType, type Type, tupleType } from "../value/type.js";
import { list, object, string, tuple, Value } from "../value/value.js";
import { define, text, textFunction } from "./define.js";
import { re2Module } from "./lazy-module.js";

type Pattern = ReturnType<ReturnType<typeof re2Module>["RE2JS"]["compile"]>;
type Matcher = ReturnType<Pattern["matcher"]>;

/** Compiling takes more than time in proportion. */
const longest = 5_000;

/** RE2's syntax and its promise: matching takes time linear in the text, whatever the pattern. */
function compile(source: string, argument: number): Pattern {
  if (source.length > longest)
    throw new FunctionError(`a regular expression must not be longer than ${longest} characters`, argument);
  const { RE2JS, RE2JSException } = re2Module();
  try {
    return RE2JS.compile(source);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new FunctionError(`it is not a valid regular expression: ${reasonOfRefusal(error.message)}`, argument);
  }
}

/** The library's words, without its telling again that a pattern is wrong. */
const reasonOfRefusal = (message: string): string => message.replace(/^error parsing regexp: /, "");

/** What a match gives: the whole text, or a tuple of groups, or an object of named groups. */
interface Shape {
  readonly type: Type;
  read(matcher: Matcher): Value;
}

function shapeOf(pattern: Pattern): Shape {
  const count = pattern.groupCount();
  const names = Object.entries(pattern.namedGroups());
  if (count === 0) return { type: stringType, read: (matcher) => string(matcher.group() ?? "") };
  if (names.length === 0) return groupsByPosition(count);
  if (names.length !== count) throw new FunctionError("its groups must either all have names or none of them", 0);
  return {
    type: objectType(new Map(names.map(([name]) => [name, stringType]))),
    read: (matcher) => object(new Map(names.map(([name, at]) => [name, group(matcher, Number(at))]))),
  };
}

function groupsByPosition(count: number): Shape {
  const positions = Array.from({ length: count }, (_, at) => at + 1);
  return {
    type: tupleType(positions.map(() => stringType)),
    read: (matcher) => tuple(positions.map((at) => group(matcher, at))),
  };
}

/** A group that took no part in the match is null. */
function group(matcher: Matcher, at: number): Value {
  const found = matcher.group(at);
  return found === null || found === undefined ? Value.null(stringType) : string(found);
}

function regex([source, whole]: readonly Value[]): Value {
  const pattern = compile(textOf(source), 0);
  const shape = shapeOf(pattern);
  const matcher = pattern.matcher(textOf(whole));
  if (!matcher.find()) throw new FunctionError("the pattern does not match any part of the string");
  return shape.read(matcher);
}

function regexAll([source, whole]: readonly Value[]): Value {
  const pattern = compile(textOf(source), 0);
  const shape = shapeOf(pattern);
  const matcher = pattern.matcher(textOf(whole));
  const matches: Value[] = [];
  while (matcher.find()) matches.push(shape.read(matcher));
  return list(shape.type, matches);
}

function regexReplace(whole: string, source: string, replacement: string): string {
  const pattern = compile(source, 1);
  const groups: Readonly<Record<string, number>> = pattern.namedGroups();
  const matcher = pattern.matcher(whole);
  let result = "";
  let from = 0;
  while (matcher.find()) {
    result += whole.slice(from, matcher.start()) + expand(replacement, matcher, groups);
    from = matcher.end();
  }
  return result + whole.slice(from);
}

/** Go's rules: `$1`, `$name`, `${name}`, `$$`; a name is as long as it can be, and an unknown one stands for nothing. */
function expand(template: string, matcher: Matcher, groups: Readonly<Record<string, number>>): string {
  return template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (all: string, bare?: string, braced?: string) => {
    const name = bare ?? braced;
    if (name === undefined) return all.slice(1);
    const at = /^\d+$/.test(name) ? Number(name) : groups[name];
    return at === undefined || at > matcher.groupCount() ? "" : (matcher.group(at) ?? "");
  });
}

function typeOfMatch(source: Value | undefined, wrap: (type: Type) => Type): Type {
  return source?.isKnown ? wrap(shapeOf(compile(textOf(source), 0)).type) : wrap(dynamicType);
}

const parameters = [text("pattern"), text("string")];

export const regexFunctions: readonly HclFunction[] = [
  define({
    name: "regex",
    description:
      "The first match of a regular expression: its text, its groups as a tuple, or its named groups as an object.",
    parameters,
    returns: ([source]) => typeOfMatch(source, (type) => type),
    call: regex,
  }),
  define({
    name: "regexall",
    description: "All matches of a regular expression, each as `regex` gives it.",
    parameters,
    returns: ([source]) => typeOfMatch(source, listType),
    call: regexAll,
  }),
  textFunction(
    "regex_replace",
    ["str", "pattern", "replace"],
    "The string with every match of a regular expression replaced; $1 and ${name} stand for groups.",
    regexReplace,
  ),
];

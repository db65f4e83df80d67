import { FunctionError, type HclFunction } from "../evaluate/scope.js";
import { elementsOf, textOf } from "../value/content.js";
import { boolType, listType, stringType } from "../value/type.js";
import { bool, list, string, type Value } from "../value/value.js";
import { define, integerOf, numeric, text, textFunction } from "./define.js";
import { graphemes } from "./graphemes.js";
import { lowerCase, titleCase, upperCase } from "./letter-case.js";

/** What Go counts as white space, which is Unicode's White_Space. */
const space = "\\p{White_Space}";

function trimSet(text: string, cutset: string): string {
  const cut = new Set(cutset);
  const characters = [...text];
  const start = characters.findIndex((character) => !cut.has(character));
  if (start === -1) return "";
  return characters.slice(start, characters.findLastIndex((character) => !cut.has(character)) + 1).join("");
}

function substr(args: readonly Value[]): Value {
  const characters = graphemes(textOf(args[0]));
  const [offset, length] = [integerOf(args, 1), integerOf(args, 2)];
  const start = offset < 0 ? Math.max(0, characters.length + offset) : offset;
  const end = length < 0 ? characters.length : start + length;
  return string(characters.slice(start, end).join(""));
}

function join([separator, ...lists]: readonly Value[]): Value {
  if (lists.length === 0) throw new FunctionError("at least one list is required");
  const pieces = lists.flatMap((each, at) =>
    elementsOf(each).map((item, position) => {
      if (item.isNull)
        throw new FunctionError(`the element at index ${position} is null, which cannot be joined`, at + 1);
      return textOf(item);
    }),
  );
  return string(pieces.join(textOf(separator)));
}

/** An empty substring stands before each character and at the end. */
function replaceAll(str: string, part: string, by: string): string {
  return part === "" ? ["", ...str, ""].join(by) : str.replaceAll(part, () => by);
}

function indent(args: readonly Value[]): Value {
  const spaces = integerOf(args, 0);
  if (spaces < 0 || spaces > 10_000) throw new FunctionError("the number of spaces must be between 0 and 10000", 0);
  return string(textOf(args[1]).replaceAll("\n", `\n${" ".repeat(spaces)}`));
}

/** An empty separator stands between any two characters. */
function split([separator, whole]: readonly Value[]): Value {
  const pieces = textOf(separator) === "" ? [...textOf(whole)] : textOf(whole).split(textOf(separator));
  return list(stringType, pieces.map(string));
}

const predicate = (
  name: string,
  second: string,
  description: string,
  holds: (text: string, part: string) => boolean,
): HclFunction =>
  define({
    name,
    description,
    parameters: [text("str"), text(second)],
    returns: boolType,
    call: ([whole, part]) => bool(holds(textOf(whole), textOf(part))),
  });

export const textFunctions: readonly HclFunction[] = [
  textFunction("chomp", ["str"], "The string without the newlines at its end.", (str) =>
    str.replace(/(?<![\r\n])[\r\n]+$/, ""),
  ),
  textFunction("lower", ["str"], "The string in lower case.", lowerCase),
  textFunction("upper", ["str"], "The string in upper case.", upperCase),
  textFunction("title", ["str"], "The string with the first letter of each word in upper case.", titleCase),
  textFunction("strrev", ["str"], "The string with its characters in the opposite order.", (str) =>
    graphemes(str).reverse().join(""),
  ),
  textFunction("trim", ["str", "cutset"], "The string without the given characters at its start and end.", trimSet),
  textFunction(
    "trimprefix",
    ["str", "prefix"],
    "The string without the prefix, if it starts with it.",
    (str, prefix) => (str.startsWith(prefix) ? str.slice(prefix.length) : str),
  ),
  textFunction("trimsuffix", ["str", "suffix"], "The string without the suffix, if it ends with it.", (str, suffix) =>
    str.endsWith(suffix) ? str.slice(0, str.length - suffix.length) : str,
  ),
  textFunction("trimspace", ["str"], "The string without white space at its start and end.", (str) =>
    str.replace(new RegExp(`^${space}+`, "u"), "").replace(new RegExp(`(?<!${space})${space}+$`, "u"), ""),
  ),
  textFunction(
    "replace",
    ["str", "substr", "replace"],
    "The string with every occurrence of a substring replaced.",
    replaceAll,
  ),
  predicate("startswith", "prefix", "Whether the string starts with the prefix.", (str, prefix) =>
    str.startsWith(prefix),
  ),
  predicate("endswith", "suffix", "Whether the string ends with the suffix.", (str, suffix) => str.endsWith(suffix)),
  predicate("strcontains", "substr", "Whether the string contains the substring.", (str, part) => str.includes(part)),
  define({
    name: "substr",
    description:
      "A part of a string: from an offset (from the end when negative), of a length (to the end when negative).",
    parameters: [text("str"), numeric("offset"), numeric("length")],
    returns: stringType,
    call: substr,
  }),
  define({
    name: "join",
    description: "The strings of one or more lists, with a separator between them.",
    parameters: [text("separator")],
    variadic: { name: "lists", type: listType(stringType) },
    returns: stringType,
    call: join,
  }),
  define({
    name: "indent",
    description: "The string with spaces put before every line but the first.",
    parameters: [numeric("spaces"), text("str")],
    returns: stringType,
    call: indent,
  }),
  define({
    name: "split",
    description: "The list of the parts of a string between a separator.",
    parameters: [text("separator"), text("str")],
    returns: listType(stringType),
    call: split,
  }),
];

import { FunctionError, type HclFunction } from "../evaluate/scope.js";
import { elementsOf, textOf } from "../value/content.js";
import { dynamicType, listType, stringType } from "../value/type.js";
import { list, string, type Value } from "../value/value.js";
import { define, text } from "./define.js";
import { formatText } from "./format-text.js";

const isSequence = ({ type }: Value): boolean => type.kind === "list" || type.kind === "set" || type.kind === "tuple";

function formatList([format, ...args]: readonly Value[]): Value {
  for (const [at, arg] of args.entries())
    if (isSequence(arg) && arg.isNull) throw new FunctionError("it must not be null", at + 1);
  const rounds = commonLength(args);
  const texts = Array.from({ length: rounds }, (_, round) =>
    formatText(
      textOf(format),
      args.map((arg) => (isSequence(arg) ? elementsOf(arg)[round]! : arg)),
    ),
  );
  return list(stringType, texts.map(string));
}

/** Lists must be equally long; without any list there is one round. */
function commonLength(args: readonly Value[]): number {
  const first = args.findIndex(isSequence);
  if (first === -1) return 1;
  const length = elementsOf(args[first]!).length;
  for (const [at, arg] of args.entries()) {
    const own = isSequence(arg) ? elementsOf(arg).length : length;
    if (own !== length)
      throw new FunctionError(
        `its length is ${own}, and that of argument ${first + 2} is ${length}: lists must be equally long`,
        at + 1,
      );
  }
  return length;
}

export const formatFunctions: readonly HclFunction[] = [
  define({
    name: "format",
    description: "The string that a format makes of the values: %s, %d, %v and so on, as in C.",
    parameters: [text("format")],
    variadic: { name: "args", type: dynamicType, allowNull: true },
    returns: stringType,
    call: ([format, ...args]) => string(formatText(textOf(format), args)),
  }),
  define({
    name: "formatlist",
    description: "The strings that a format makes of each element of the lists in turn.",
    parameters: [text("format")],
    variadic: { name: "args", type: dynamicType, allowNull: true },
    returns: listType(stringType),
    call: formatList,
  }),
];

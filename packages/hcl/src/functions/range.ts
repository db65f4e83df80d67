import { FunctionError, type HclFunction } from "../evaluate/scope.js";
import { numberOf } from "../value/content.js";
import { add, compareNumbers, type NumberContent } from "../value/numbers.js";
import { listType, numberType } from "../value/type.js";
import { list, number, type Value } from "../value/value.js";
import { define, numeric } from "./define.js";

const most = 1024;

/** range(limit), range(start, limit), range(start, limit, step); without a step it counts towards the limit by one. */
function range(args: readonly Value[]): Value {
  if (args.length === 0 || args.length > 3) throw new FunctionError("one, two or three numbers are required");
  const [start, limit] = args.length === 1 ? [0, numberOf(args[0])] : [numberOf(args[0]), numberOf(args[1])];
  const direction = Math.sign(compareNumbers(limit, start));
  const step = args[2] ? numberOf(args[2]) : direction;
  checkStep(step, direction);
  const numbers: Value[] = [];
  for (let at = start; Math.sign(compareNumbers(limit, at)) === direction && direction !== 0; at = add(at, step)) {
    if (numbers.length === most)
      throw new FunctionError(
        `more than ${most} numbers would come of this; bring start and limit closer together, or take a larger step`,
      );
    numbers.push(number(at));
  }
  return list(numberType, numbers);
}

function checkStep(step: NumberContent, direction: number): void {
  const stepDirection = Math.sign(compareNumbers(step, 0));
  if (direction === 0 || stepDirection === direction) return;
  if (stepDirection === 0) throw new FunctionError("it must not be zero", 2);
  const [needed, relation] = direction > 0 ? ["positive", "below"] : ["negative", "above"];
  throw new FunctionError(`it must be ${needed}, because the start is ${relation} the limit`, 2);
}

export const rangeFunctions: readonly HclFunction[] = [
  define({
    name: "range",
    description: "The numbers from a start up to, but not including, a limit, in steps.",
    parameters: [],
    variadic: numeric("params"),
    returns: listType(numberType),
    call: range,
  }),
];

import { FunctionError, type HclFunction } from "../evaluate/scope.js";
import { elementsOf } from "../value/content.js";
import { ConversionError, convert } from "../value/convert.js";
import { identity, set } from "../value/sets.js";
import { dynamicType, listType, setType, type Type, tupleType } from "../value/type.js";
import { unify } from "../value/unify.js";
import { list, tuple, type Value } from "../value/value.js";
import { define } from "./define.js";
import { isSequenceType, itemsOf } from "./sequence.js";

/** A function of sets, whose elements all get one type first. */
const setFunction = (
  name: string,
  description: string,
  combine: (sets: readonly (readonly Value[])[]) => readonly Value[],
): HclFunction =>
  define({
    name,
    description,
    parameters: [{ name: "first_set", type: setType(dynamicType) }],
    variadic: { name: "other_sets", type: setType(dynamicType) },
    returns: (args) => commonSetType(args),
    call: (args) => {
      const type = commonSetType(args);
      const sets = args.map((arg, at) => elementsOf(convertAt(arg, type, at)));
      return set((type as Extract<Type, { kind: "set" }>).element, combine(sets));
    },
  });

/** An empty set says nothing about the type of elements. */
function commonSetType(args: readonly Value[]): Type {
  const filled = args.filter((arg) => !(arg.type.kind === "set" && arg.type.element.kind === "dynamic"));
  const type = unify(filled.map((arg) => arg.type));
  if (!type) throw new FunctionError("the sets have elements of types that do not go together");
  return type.kind === "dynamic" ? setType(dynamicType) : type;
}

function convertAt(value: Value, type: Type, at: number): Value {
  try {
    return convert(value, type);
  } catch (error) {
    throw error instanceof ConversionError ? new FunctionError(error.message, at) : error;
  }
}

function intersection(sets: readonly (readonly Value[])[]): Value[] {
  const [first, ...others] = sets;
  const held = others.map((items) => new Set(items.map(identity)));
  return first!.filter((item) => held.every((each) => each.has(identity(item))));
}

/** More combinations than this would only serve to exhaust memory. */
const mostCombinations = 1_000_000;

/** Every combination of one element of each; lists give a list, and as soon as a set is among them, a set. */
function setProduct(args: readonly Value[]): Value {
  if (args.length < 2) throw new FunctionError("at least two lists or sets are required");
  const sequences = args.map((_, at) => itemsOf(args, at));
  const count = sequences.reduce((total, items) => total * items.length, 1);
  if (count > mostCombinations) throw new FunctionError(`there would be more than ${mostCombinations} combinations`);
  const type = combinationType(args, sequences);
  const combined = combinations(sequences).map((items) => convertAt(tuple(items), type, 0));
  return args.some((arg) => arg.type.kind === "set") ? set(type, combined) : list(type, combined);
}

/** Elements of one argument are made alike, so that all combinations have one type. */
function combinationType(args: readonly Value[], sequences: readonly (readonly Value[])[]): Type {
  return tupleType(
    args.map((arg, at) => {
      if (!isSequenceType(arg.type)) return dynamicType;
      const type = "element" in arg.type ? arg.type.element : unify(sequences[at]!.map((item) => item.type));
      if (!type) throw new FunctionError("all elements must be of the same type", at);
      return type;
    }),
  );
}

function combinations(sequences: readonly (readonly Value[])[]): Value[][] {
  return sequences.reduce<Value[][]>(
    (partial, items) => partial.flatMap((head) => items.map((item) => [...head, item])),
    [[]],
  );
}

export const setFunctions: readonly HclFunction[] = [
  setFunction("setintersection", "The elements that are in all of the sets.", intersection),
  setFunction("setunion", "The elements that are in any of the sets.", (sets) => sets.flat()),
  define({
    name: "setproduct",
    description: "Every combination of one element of each list or set.",
    parameters: [],
    variadic: { name: "sets", type: dynamicType },
    returns: (args) => (args.some((arg) => arg.type.kind === "set") ? setType(dynamicType) : listType(dynamicType)),
    call: setProduct,
  }),
];

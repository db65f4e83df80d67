import { FunctionError } from "../evaluate/scope.js";
import { elementsOf } from "../value/content.js";
import { ConversionError, convert, isBareNull } from "../value/convert.js";
import { dynamicType, listType, type Type } from "../value/type.js";
import { unify } from "../value/unify.js";
import { list, tuple, type Value } from "../value/value.js";

export const isSequenceType = ({ kind }: Type): boolean => kind === "list" || kind === "set" || kind === "tuple";

/** The elements of a list, set or tuple argument. */
export function itemsOf(args: readonly Value[], at: number): readonly Value[] {
  const value = args[at]!;
  if (!isSequenceType(value.type)) throw new FunctionError("a list, a set or a tuple is required", at);
  return elementsOf(value);
}

/** The elements of a list or tuple argument, for functions whose results depend on their order. */
export function orderedItemsOf(args: readonly Value[], at: number): readonly Value[] {
  const { kind } = args[at]!.type;
  if (kind === "set") throw new FunctionError("the elements of a set have no order; make a list of it first", at);
  if (kind !== "list" && kind !== "tuple") throw new FunctionError("a list or a tuple is required", at);
  return elementsOf(args[at]!);
}

/** What is made of a sequence's own elements: a list of the same type for a list or set, else a tuple. */
export function likeSequence({ type }: Value, items: readonly Value[]): Value {
  return type.kind === "list" || type.kind === "set" ? list(type.element, items) : tuple(items);
}

/** The type of `likeSequence`, as far as it is known without the elements. */
export function likeSequenceType(value: Value | undefined): Type {
  const type = value?.type;
  return type?.kind === "list" || type?.kind === "set" ? listType(type.element) : dynamicType;
}

/** The values converted to one type, in which bare nulls have no say; `complain` tells when there is none. */
export function unified(values: readonly Value[], complain: string): [type: Type, values: readonly Value[]] {
  const type = unify(values.filter((value) => !isBareNull(value)).map((value) => value.type));
  if (!type) throw new FunctionError(complain);
  return [type, values.map((value) => convertOrFail(value, type, complain))];
}

function convertOrFail(value: Value, type: Type, complain: string): Value {
  try {
    return convert(value, type);
  } catch (error) {
    throw error instanceof ConversionError ? new FunctionError(complain) : error;
  }
}

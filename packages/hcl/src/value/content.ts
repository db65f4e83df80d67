import type { NumberContent } from "./numbers.js";
import type { Value } from "./value.js";

// What a value holds that is known, not null, and of the type that is asked for: whoever asks has seen to that.

export const textOf = (value: Value | undefined): string => value!.content as string;

export const numberOf = (value: Value | undefined): NumberContent => value!.content as NumberContent;

/** The elements of a list, set or tuple. */
export const elementsOf = (value: Value): readonly Value[] => value.content as readonly Value[];

/** The entries of a map or object, unordered; see `sortedEntries`. */
export const entriesOf = (value: Value): ReadonlyMap<string, Value> => value.content as ReadonlyMap<string, Value>;

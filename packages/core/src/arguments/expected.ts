/** What a caller must hand over: TypeScript tells those who use it, and this the others. */
export interface Expected<Value> {
  /** "a list of texts" */
  readonly what: string;
  readonly accepts: (value: unknown) => value is Value;
  /** What an accepted value is made of, where that could be wrong too. */
  parts?(value: Value): readonly Part[];
  /** May be left out, or undefined. */
  readonly isOptional?: true;
  /** A wrong value is told, rather than its kind alone: only where it cannot be a secret. */
  readonly isShown?: true;
}

interface Part {
  /** Behind the whole's name: `[0]`, `.name`. */
  readonly at: string;
  readonly value: unknown;
  readonly expected: Expected<unknown>;
}

export const text: Expected<string> = { what: "a text", accepts: (value) => typeof value === "string" };
export const flag: Expected<boolean> = { what: "true or false", accepts: (value) => typeof value === "boolean" };

/** A function, whatever it takes and returns. */
export const callback: Expected<(...given: unknown[]) => never> = {
  what: "a function",
  accepts: (value): value is () => never => typeof value === "function",
};

export const count: Expected<number> = {
  what: "a whole number, 0 or more",
  accepts: (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0,
  isShown: true,
};

export const oneOf = <Value extends string>(...values: readonly Value[]): Expected<Value> => ({
  what: `one of ${values.map((each) => `"${each}"`).join(", ")}`,
  accepts: (value): value is Value => values.some((each) => each === value),
  isShown: true,
});

/** `items`: "texts". */
export const listOf = <Item>(items: string, item: Expected<Item>): Expected<readonly Item[]> => ({
  what: `a list of ${items}`,
  accepts: (value): value is readonly Item[] => Array.isArray(value),
  parts: (list) => list.map((value, index) => ({ at: `[${index}]`, value, expected: item })),
});

/** `items`: "whole numbers". */
export const recordOf = <Item>(items: string, item: Expected<Item>): Expected<Readonly<Record<string, Item>>> => ({
  what: `an object of ${items}`,
  accepts: (value): value is Readonly<Record<string, Item>> => isObject(value) && !Array.isArray(value),
  parts: (record) => Object.entries(record).map(([name, value]) => ({ at: `.${name}`, value, expected: item })),
});

/** What is expected of each member of an object. */
export type Members<Value> = { readonly [Name in keyof Required<Value>]: Expected<NonNullable<Value[Name]>> };

/** An object with these members at least. */
export const objectWith = <Value extends object>(what: string, members: Members<Value>): Expected<Value> => ({
  what,
  accepts: (value): value is Value => isObject(value) && !Array.isArray(value),
  parts: (value) =>
    Object.entries<Expected<unknown>>(members).map(([name, expected]) => ({
      at: `.${name}`,
      value: value[name as keyof Value],
      expected,
    })),
});

export const anObject: Expected<object> = objectWith("an object", {});

export const optional = <Value>(expected: Expected<Value>): Expected<Value> => ({ ...expected, isOptional: true });

export const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

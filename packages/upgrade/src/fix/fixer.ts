import { isList, type Json, type JsonObject } from "../json.js";

/** The lists of a template that fixers look at. */
export type Section = "builders" | "provisioners" | "post-processors";

/** Repairs one thing that templates of older Packer releases have. */
export interface Fixer {
  readonly name: string;
  /** For the help. */
  readonly synopsis: string;
  readonly sections: readonly Section[];
  /** The component as it should be; itself where nothing is wrong. Throws a `FixProblem`. */
  fix(component: JsonObject): JsonObject;
}

/** What a fixer cannot make sense of: `key` is the option. */
export class FixProblem extends Error {
  readonly key: string;

  constructor(key: string, message: string) {
    super(message);
    this.key = key;
  }
}

type Step = (component: JsonObject) => JsonObject;

/** Several repairs, one after the other. */
export const steps =
  (...all: readonly Step[]): Step =>
  (component) =>
    all.reduce((result, step) => step(result), component);

/** Does `step` to components of these types only; a type that ends in `*` is the beginning of some. */
export const forTypes =
  (types: readonly string[], step: Step): Step =>
  (component) =>
    types.some((type) => isOfType(component, type)) ? step(component) : component;

const isOfType = ({ type }: JsonObject, wanted: string) =>
  wanted.endsWith("*") ? typeof type === "string" && type.startsWith(wanted.slice(0, -1)) : type === wanted;

interface Renaming {
  /** Leaves alone what has another type. */
  readonly of?: "string" | "boolean";
  /** Which one stays where both are there. Default: the old name's. */
  readonly keep?: "new";
}

export const rename =
  (from: string, to: string, { of, keep }: Renaming = {}): Step =>
  (component) => {
    const value = component[from];
    if (value === undefined || (of !== undefined && typeof value !== of)) return component;
    const rest = without(component, from);
    return keep === "new" && to in rest ? rest : { ...rest, [to]: value };
  };

export const remove =
  (key: string): Step =>
  (component) =>
    key in component ? without(component, key) : component;

export const setType =
  (type: string): Step =>
  (component) => ({ ...component, type });

/** Replaces the value of an option that is there. */
export const change =
  (key: string, changed: (value: Json) => Json): Step =>
  (component) => {
    const value = component[key];
    return value === undefined ? component : { ...component, [key]: changed(value) };
  };

export const inText =
  (replace: (text: string) => string) =>
  (value: Json): Json =>
    typeof value === "string" ? replace(value) : value;

export const without = (component: JsonObject, ...keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(component).filter(([key]) => !keys.includes(key)));

/** Those of `keys` that are there. */
export const pick = (component: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(component).filter(([key]) => keys.includes(key)));

/** Moves the options `keys`, where there are some, into a new first element of the list `list`. */
export const moveIntoList =
  (keys: readonly string[], list: string): Step =>
  (component) => {
    const moved = pick(component, keys);
    if (Object.keys(moved).length === 0) return component;
    const before = component[list] ?? [];
    if (!isList(before)) throw new FixProblem(list, `must be a list of objects, to which ${keys.join(", ")} belong`);
    return { ...without(component, ...keys), [list]: [moved, ...before] };
  };

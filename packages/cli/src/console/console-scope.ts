import { dynamicType, type HclFunction, type Scope, string, stringType, typeText, Value } from "@ingot/hcl";

/** Its result is as sensitive as its argument, because the names within a type may tell something. */
const typeFunction: HclFunction = {
  name: "type",
  description: "The type of a value, as a variable would declare it.",
  parameters: [{ name: "value", type: dynamicType, allowNull: true, allowUnknown: true }],
  returns: () => stringType,
  call: ([value]) => string(typeText(value!.type)),
};

/** What a machine will tell is not known before there is one. */
const later: ReadonlyMap<string, Value> = new Map([
  ["build", Value.unknown()],
  ["source", Value.unknown()],
]);

/** A template's names, `type()`, and those that only builds have. */
export function consoleScope({ lookup, names, functions }: Scope): Scope {
  return {
    lookup: (name) => lookup(name) ?? later.get(name),
    names: () => [...new Set([...names(), ...later.keys()])],
    functions: new Map([...functions, [typeFunction.name, typeFunction]]),
  };
}

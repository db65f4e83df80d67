import type { Argument } from "./argument.js";

/** `qemuargs` as the template has it: a switch, and parts of its value. */
export type WrittenArgument = readonly string[];

/** Parts are joined without a separator; a list without a switch, as left by an empty variable, is no argument. */
export function readArguments(written: readonly WrittenArgument[]): Argument[] {
  return written.flatMap(([name = "", ...parts]) => {
    if (name === "") return [];
    const value = parts.join("");
    return [value === "" ? { name } : { name, value }];
  });
}

/**
 * The template's arguments take the place of all defaults with the same switch, where the first of those stood; other switches
 * follow in the order written.
 */
export function overrideArguments(defaults: readonly Argument[], given: readonly Argument[]): Argument[] {
  const placed = new Set<string>();
  const kept = defaults.flatMap((byDefault) => {
    const key = switchOf(byDefault.name);
    const instead = given.filter(({ name }) => switchOf(name) === key);
    if (instead.length === 0) return [byDefault];
    const isFirst = !placed.has(key);
    placed.add(key);
    return [...(isFirst ? instead : []), ...(staysBeside(byDefault, instead) ? [byDefault] : [])];
  });
  return [...kept, ...given.filter(({ name }) => !placed.has(switchOf(name)))];
}

const staysBeside = ({ unlessGiven }: Argument, instead: readonly Argument[]): boolean =>
  unlessGiven !== undefined && !instead.some(({ value = "" }) => unlessGiven.test(value));

/** QEMU takes `-device` and `--device` alike. */
const switchOf = (name: string): string => name.replace(/^--/, "-");

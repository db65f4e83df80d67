import { specialKeys } from "./special-keys.js";

/** What is pressed for a character or a named key. */
export interface Key {
  /** X11's number of what the key means, as RFB sends it. */
  readonly keysym: number;
  /** Left Shift goes down before it and up after it. */
  readonly shift: boolean;
}

/** On a US keyboard, which QEMU and Packer assume. */
const shifted = /[\p{Lu}~!@#$%^&*()_+{}|:"<>?]/u;

/** The key of one character (a code point), with Shift where a US keyboard needs it. */
export const keyOfCharacter = (character: string): Key => ({
  keysym: keysymOf(character.codePointAt(0)!),
  shift: shifted.test(character),
});

/** Latin-1 stands for itself, and so does the euro, which is older than the rule for all the rest. */
const keysymOf = (codePoint: number) =>
  codePoint < 0x100 || codePoint === 0x20ac ? codePoint : 0x01000000 + codePoint;

const byName = new Map(Object.entries(specialKeys).map(([name, keysym]) => [name.toLowerCase(), keysym]));

/** The key that a boot command calls `name`, which must be one of `specialKeys` in any case. */
export const keyOfName = (name: string): Key => ({ keysym: byName.get(name.toLowerCase())!, shift: false });

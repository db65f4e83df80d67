/** At most, without the dot before the extension: ECMA-119's level 2. */
const longest = 30;

/** A name of capitals, digits and underscores, such as "KS.CFG;1", that none of `taken` is. */
export function isoName(name: string, isDirectory: boolean, taken: ReadonlySet<string>): string {
  const upper = name.toUpperCase();
  const dot = isDirectory ? -1 : upper.lastIndexOf(".");
  const extension = dot === -1 ? "" : cleaned(upper.slice(dot + 1)).slice(0, longest - 1);
  const base = cleaned(dot === -1 ? upper : upper.slice(0, dot));
  const finish = (start: string) => (isDirectory ? start : `${start}.${extension};1`);
  return unique(base, longest - extension.length, finish, taken);
}

const cleaned = (text: string): string => text.replace(/[^A-Z0-9_]/g, "_");

/** A name of Joliet: Unicode, at most 64 units with its version, that none of `taken` is. */
export function jolietName(name: string, isDirectory: boolean, taken: ReadonlySet<string>): string {
  const dot = isDirectory ? -1 : name.lastIndexOf(".");
  const extension = dot <= 0 || name.length - dot > 16 ? "" : name.slice(dot);
  const base = extension === "" ? name : name.slice(0, dot);
  const finish = (start: string) => `${start}${unicode(extension)}${isDirectory ? "" : ";1"}`;
  return unique(unicode(base), (isDirectory ? 64 : 62) - extension.length, finish, taken);
}

const forbidden = /[*/:;?\\]/g;

const unicode = (text: string): string => text.replace(forbidden, "_");

/** Cut to `length`, and where that is taken, with a number at its end. */
function unique(base: string, length: number, finish: (start: string) => string, taken: ReadonlySet<string>): string {
  let found = finish(base.slice(0, length));
  for (let number = 1; taken.has(found); number++)
    found = finish(base.slice(0, length - String(number).length) + number);
  return found;
}

/** Joliet's bytes of a text. */
export const ucs2 = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();

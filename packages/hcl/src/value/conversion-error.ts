import { isIdentifier } from "../syntax/identifier.js";

/** Why a value cannot become one of another type. The message never quotes the value, which may be a secret. */
export class ConversionError extends Error {
  /** From the value given down to the part that cannot be converted: attribute names and positions. */
  readonly path: (string | number)[];

  constructor(message: string, path: (string | number)[]) {
    super(message);
    this.name = "ConversionError";
    this.path = path;
  }
}

/** A path as it grows on the way down, innermost first. */
export type Path = { readonly parent: Path; readonly key: string | number } | undefined;

export function pathTo(path: Path): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = path; at; at = at.parent) keys.push(at.key);
  return keys.reverse();
}

/** A path as a message writes it after the name of a thing: `.disks[0].size`. */
export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((key) => {
      if (typeof key === "number") return `[${key}]`;
      return isIdentifier(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    })
    .join("");
}

import { isIdentifier } from "../syntax/identifier.js";
import { EditError } from "./edit-error.js";
import { quoted } from "./quoted-text.js";

/** Refuses what the grammar does not have as a name. */
export function checkName(name: unknown, what: string): asserts name is string {
  if (typeof name !== "string") throw new EditError(`${what} must be a string, and a ${typeof name} was given.`);
  if (!isIdentifier(name))
    throw new EditError(
      `${what} must be a letter or "_", then letters, digits, "_" and "-"; ${JSON.stringify(name.slice(0, 60))} is none.`,
    );
}

/** Labels as they stand in a block's header, each with a blank before it. */
export function labelsText(labels: readonly string[]): string {
  return labels.map((label) => ` ${quoted(checkLabel(label))}`).join("");
}

function checkLabel(label: unknown): string {
  if (typeof label === "string") return label;
  throw new EditError(`A label must be a string, and a ${typeof label} was given.`);
}

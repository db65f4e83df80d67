import { suggest } from "@ingot/hcl";
import { type BootToken, bootTokens } from "./boot-command.js";
import { misnamedKeys, specialKeys } from "./special-keys.js";

/** Something wrong with a boot command, at `offset` (in UTF-16 units) and for `length`. */
export interface BootProblem {
  readonly offset: number;
  readonly length: number;
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail: string;
}

/** In order. Errors are those that Packer reports; warnings are for what it types, though hardly anybody means it. */
export const checkBootCommand = (text: string): readonly BootProblem[] =>
  [...bootTokens(text)].flatMap((token) => impossibleWait(token) ?? probableSlip(token, text) ?? lineEnd(token) ?? []);

function impossibleWait({ offset, text, action }: BootToken): BootProblem | undefined {
  if (action.kind !== "problem") return undefined;
  return { offset, length: text.length, severity: "error", summary: "Invalid wait", detail: action.detail };
}

/** What stands in angle brackets and looks like a name. */
const bracketed = /<([a-z][\w. -]*?)(on|off)?>/iy;

function probableSlip({ offset, text }: BootToken, whole: string): BootProblem | undefined {
  if (text !== "<") return undefined;
  bracketed.lastIndex = offset;
  const found = bracketed.exec(whole);
  const meant = found && meantBy(found[1]!, found[2] ?? "");
  if (!meant) return undefined;
  const detail = `${found[0]} is no key: its characters are typed as they stand. Did you mean ${meant}?`;
  return { offset, length: found[0].length, severity: "warning", summary: "Unknown key", detail };
}

/** A name of less than three letters is too short to be meant for another. */
function meantBy(name: string, suffix: string): string | undefined {
  const bare = name.toLowerCase().replace(/[_ -]/g, "");
  if (/^wait(?:$|[^a-z]|.$)/.test(bare)) return "<wait5> (seconds) or <wait1m30s>";
  const key = misnamedKeys[bare] ?? (bare.length < 3 ? undefined : suggest(bare, Object.keys(specialKeys)));
  return key && `<${key}${suffix}>`;
}

function lineEnd({ offset, text }: BootToken): BootProblem | undefined {
  if (text !== "\n") return undefined;
  const detail =
    "A line end in a boot command presses no key. Write <enter> to press Enter, and leave the line end out.";
  return { offset, length: 1, severity: "warning", summary: "Line end in a boot command", detail };
}

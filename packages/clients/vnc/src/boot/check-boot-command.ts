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

/** `us`: the machine has a US keyboard, as QEMU has by default. */
export type Keyboard = "us" | "other";

/**
 * In order, each character once. Errors are those that Packer reports; warnings are for what it types, though hardly anybody
 * means it.
 */
export function checkBootCommand(text: string, keyboard: Keyboard = "us"): readonly BootProblem[] {
  const keyless = new Set<string>();
  return [...bootTokens(text)].flatMap((token) => {
    const problem = impossibleWait(token) ?? probableSlip(token, text) ?? missingKey(token, keyboard);
    if (!problem || keyless.has(token.text)) return [];
    if (problem.summary === "Character without a key") keyless.add(token.text);
    return [problem];
  });
}

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

function missingKey({ offset, text, action }: BootToken, keyboard: Keyboard): BootProblem | undefined {
  if (action.kind !== "key" || text.length > 2) return undefined; // a name, or Off, which has its On
  const why = whyNoKey(text, keyboard);
  if (!why) return undefined;
  const detail = `${why}, so nothing is typed for it.`;
  return { offset, length: text.length, severity: "warning", summary: "Character without a key", detail };
}

function whyNoKey(character: string, keyboard: Keyboard): string | undefined {
  if (character === "\n") return "A line end is no key (<enter> is)";
  if (character === "\t") return "A tab character is no key (<tab> is)";
  if (/\p{Cc}/u.test(character)) return `The control character ${JSON.stringify(character)} is no key`;
  return keyboard === "other" || /[ -~]/.test(character) ? undefined : `"${character}" is on no US keyboard`;
}

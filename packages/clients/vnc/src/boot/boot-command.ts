/*
 * boot command = ( wait | key | motion | character )*
 * wait         = "<wait>" | "<wait" whole ">" | "<wait" duration ">"    one second; that many seconds; that long
 * duration     = ( number unit )+                                        unit: ns us µs ms s m h
 * key          = "<" name [ "on" | "off" ] ">"                           name, on and off in any case
 * motion       = "<" character ( "on" | "off" ) ">"
 * What is none of these is typed as it stands, so that "<" needs no escape.
 */
import { IngotError } from "@ingot/core/plugin";
import { parseDuration } from "@ingot/hcl/duration";
import { type Key, keyOfCharacter, keyOfName } from "./key.js";
import { specialKeys } from "./special-keys.js";

export type BootAction =
  | { readonly kind: "wait"; readonly milliseconds: number }
  | { readonly kind: "key"; readonly key: Key; readonly motion: "press" | "hold" | "release" };

/** A piece of a boot command: what it asks for, or why it cannot be done. */
export interface BootToken {
  /** Counted in UTF-16 units, as JavaScript does. */
  readonly offset: number;
  readonly text: string;
  readonly action: BootAction | { readonly kind: "problem"; readonly detail: string };
}

/** The actions of a boot command whose `{{ }}` are rendered. Throws an `IngotError`, INVALID_BOOT_COMMAND. */
export const parseBootCommand = (text: string): readonly BootAction[] =>
  [...bootTokens(text)].map(({ action }) => {
    if (action.kind !== "problem") return action;
    throw new IngotError({ code: "INVALID_BOOT_COMMAND", source: "user", message: action.detail });
  });

export function* bootTokens(text: string): Generator<BootToken> {
  for (let offset = 0; offset < text.length; ) {
    const token = tokenAt(text, offset);
    yield token;
    offset += token.text.length;
  }
}

const whole = "(?:0|[1-9]\\d*)";
const wait = new RegExp(
  `<wait(?:(?<seconds>${whole})|(?<duration>(?:-?${whole}(?:\\.\\d+)?(?:[nuµm]?s|[mh]))+))?>`,
  "y",
);
const key = new RegExp(`<(${Object.keys(specialKeys).join("|")})(on|off)?>`, "iy");
const motion = /<(.)(on|off)>/isuy;

function tokenAt(text: string, offset: number): BootToken {
  const token = (piece: string, action: BootToken["action"]) => ({ offset, text: piece, action });
  const waited = matchAt(wait, text, offset);
  if (waited) return token(waited[0], waitOf(waited));
  const named = matchAt(key, text, offset);
  if (named) return token(named[0], keyAction(keyOfName(named[1]!), named[2]));
  const moved = matchAt(motion, text, offset);
  if (moved) return token(moved[0], keyAction(keyOfCharacter(moved[1]!), moved[2]));
  const character = String.fromCodePoint(text.codePointAt(offset)!);
  return token(character, keyAction(keyOfCharacter(character)));
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

const keyAction = (key: Key, suffix = ""): BootAction => ({
  kind: "key",
  key,
  motion: suffix === "" ? "press" : suffix.toLowerCase() === "on" ? "hold" : "release",
});

/** The longest that a timer can be set for: almost 25 days. */
const longestWait = 2 ** 31 - 1;

function waitOf({ 0: text, groups }: RegExpExecArray): BootToken["action"] {
  const { seconds, duration } = groups!;
  const milliseconds = duration === undefined ? Number(seconds ?? 1) * 1000 : millisecondsOf(duration);
  if (milliseconds <= longestWait && (duration === undefined || milliseconds > 0))
    return { kind: "wait", milliseconds };
  const why = milliseconds > longestWait ? "a wait is of at most 24 days" : "a wait must be longer than nothing";
  return { kind: "problem", detail: `${text} cannot be waited for: ${why}. Write it like <wait5> or <wait1m30s>.` };
}

/** Not more than nothing where a minus stands within. */
const millisecondsOf = (duration: string) => Number(parseDuration(duration) ?? -1n) / 1e6;

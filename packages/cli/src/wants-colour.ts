import { setting } from "./setting.js";

/** Colour only on a terminal, and only when neither a flag nor the environment says otherwise. `-color=true` insists. */
export function wantsColour(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  const flag = words.findLast((word) => /^--?color(=|$)/.test(word));
  if (flag) return !/=(0|f|false)$/i.test(flag);
  const isRefused = Boolean(env.NO_COLOR || setting(env, "NO_COLOR"));
  return isTerminal && !isRefused && env.TERM !== "dumb";
}

import { visible } from "@ingot/hcl";

const control = /(?![\n\t])[\p{Cc}\p{Cs}\u202a-\u202e]/u;
const everyControl = new RegExp(control, "gu");

/** A sentence of ours as it may be sent to a terminal, whatever names and messages it quotes: control characters become pictures. */
export function shownText(text: string): string {
  return control.test(text) ? text.replace(everyControl, visible) : text;
}

const esc = "\u001b";
const colours = `${esc}\\[[\\d;:]*m`;
const cursorAndScreen = `${esc}\\[[0-?]*[ -/]*[@-~]`;
const titlesAndLinks = `${esc}[\\]PX^_][^\u0007${esc}]*(?:\u0007|${esc}\\\\)`;
const others = `${esc}(?:[ -/]+[0-~]|(?![\\[\\]PX^_])[0-~])`;
const sequence = new RegExp(`(${colours})|${cursorAndScreen}|${titlesAndLinks}|${others}`, "gu");

/**
 * A line that a machine printed: its colours stay where colours are shown, other sequences (for the cursor, the title, links …) are taken out, and
 * what control characters are left become pictures.
 */
export function machineText(text: string, keepsColours: boolean): string {
  if (!control.test(text)) return text;
  let shown = "";
  let from = 0;
  for (const { 0: whole, 1: colour = "", index } of text.matchAll(sequence)) {
    shown += shownText(text.slice(from, index)) + (keepsColours ? colour : "");
    from = index + whole.length;
  }
  return shown + shownText(text.slice(from));
}

import { setTimeout as pause } from "node:timers/promises";
import { inspect } from "node:util";

/**
 * Looks again and again, until it is so. Throws when `over` has settled, and it is not so even then: whoever was to make it so has ended.
 * Looking keeps no process alive, so that a test which has run out of time leaves nothing behind.
 */
export async function until(isSo: () => boolean | Promise<boolean>, over?: Promise<unknown>): Promise<void> {
  const end: unknown[] = [];
  const note = (outcome: unknown) => void end.push(outcome);
  over?.then(note, note);
  for (let isOver = false; !(await isSo()); isOver = end.length > 0) {
    if (isOver) throw new Error(`It never became so; what ended instead gave ${inspect(end[0])}`);
    await pause(5, undefined, { ref: false });
  }
}

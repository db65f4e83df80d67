import type { BuildContext, ReapContext } from "@ingot/core/plugin";

/** Between two looks, in milliseconds. */
const interval = 2000;

/** What has just been made is not seen everywhere at once: looks again until `look` has found something, `looks` times at most. */
export async function untilSeen(
  looks: number,
  run: BuildContext | ReapContext,
  look: () => Promise<boolean>,
): Promise<boolean> {
  for (let nth = 1; ; nth++) {
    if (await look()) return true;
    if (nth === looks) return false;
    await run.host.sleep(interval, run.signal);
  }
}

import type { BuildContext, ReapContext, ResourceRecord } from "@ingot/core/plugin";

/** Between two looks, in milliseconds. */
const interval = 2000;

/** How often `clean` looks for a thing. One of which nobody heard may have been asked for a moment ago, and shows within half a minute. */
export const looksFor = ({ isCreated }: ResourceRecord): number => (isCreated ? 3 : 16);

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

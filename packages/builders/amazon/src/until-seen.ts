import type { BuildContext, ReapContext, ResourceRecord } from "@ingot/core/plugin";

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

/** Looks as often as `clean` must: a thing that was asked for without an answer may show only within half a minute. */
export async function untilFound(
  record: ResourceRecord,
  run: ReapContext,
  look: () => Promise<boolean>,
): Promise<boolean> {
  if (record.isCreated) return untilSeen(3, run, look);
  if (await look()) return true;
  run.say(`Amazon was asked for ${record.description}, and did not answer: looking for it for half a minute...`);
  await run.host.sleep(interval, run.signal);
  return untilSeen(15, run, look);
}

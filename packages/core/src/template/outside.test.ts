import { testHost } from "@ingot/testing";
import type { ReadEvent } from "../events.js";
import { createRegistry } from "../registry.js";
import { createOutside } from "./outside.js";

/** Reads something whose `work` is told when listeners hear of waiting; what they hear. */
async function told(work: (waiting: Promise<void>) => Promise<string>, moment: Promise<void>): Promise<string[]> {
  using host = testHost();
  const events: ReadEvent[] = [];
  let onRead = (_event: ReadEvent): void => {};
  const waiting = new Promise<void>((resolve) => {
    onRead = (event) => {
      events.push(event);
      if (event.type === "read-waiting") resolve();
    };
  });
  const sleep = (_ms: number, signal?: AbortSignal) =>
    Promise.race([
      moment,
      new Promise<void>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
    ]);
  const outside = createOutside({ onRead }, { host: { ...host, sleep }, registry: createRegistry([]) });
  await outside.readings.settle(() => outside.read("key", "data.slow.a", () => work(waiting)));
  return events.map(({ type, name }) => `${type} ${name}`);
}

test("who waits for more than a moment is told so, once", async () => {
  const work = async (waiting: Promise<void>) => {
    await waiting;
    return "value";
  };
  expect(await told(work, Promise.resolve())).toEqual([
    "read-started data.slow.a",
    "read-waiting data.slow.a",
    "read-finished data.slow.a",
  ]);
});

test("nothing is said of what is there at once", async () => {
  expect(await told(async () => "value", new Promise(() => {}))).toEqual([
    "read-started data.slow.a",
    "read-finished data.slow.a",
  ]);
});

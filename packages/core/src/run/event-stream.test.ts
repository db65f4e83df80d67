import { testHost } from "@ingot/testing";
import type { RunEvent, RunEventBody } from "../events.js";
import type { Host } from "../host.js";
import { createRedactor } from "../redact/redactor.js";
import { createEventStream } from "./event-stream.js";

const line = (text: string): RunEventBody => ({ type: "output", build: "b", stream: "stdout", text });

/** Only a patience of 1 ms ever ends: no timer outlives its test. */
function hostOfPatience(): Host {
  using real = testHost();
  const forever = new Promise<void>(() => {});
  return { ...real, sleep: (time, signal) => (time === 1 ? real.sleep(time, signal) : forever) };
}

function streamOf(notify: (event: RunEvent) => unknown, patience = 60_000) {
  return createEventStream({
    runId: "r",
    host: hostOfPatience(),
    redactor: createRedactor(["hunter2"]),
    patience,
    notify,
  });
}

/** A listener that holds each event until `next` is called. */
function holding() {
  const events: RunEvent[] = [];
  let resume = () => {};
  const notify = (event: RunEvent) => {
    events.push(event);
    return new Promise<void>((resolve) => (resume = resolve));
  };
  const next = async () => {
    resume();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { events, notify, next, texts: () => events.map((event) => ("text" in event ? event.text : event.type)) };
}

async function isSettled(promise: Promise<void> | undefined): Promise<boolean> {
  const pending = new Promise((resolve) => setImmediate(() => resolve("pending")));
  return (await Promise.race([promise, pending])) !== "pending";
}

describe("createEventStream", () => {
  it("delivers at once to a listener that returns no promise, with numbers without gaps", () => {
    const events: RunEvent[] = [];
    const stream = streamOf((event) => events.push(event));
    expect(stream.emit(line("a hunter2"))).toBeUndefined();
    stream.emit(line("b"));
    expect(events).toMatchObject([
      { v: 1, seq: 1, runId: "r", text: "a <sensitive>", type: "output", stream: "stdout" },
      { seq: 2, text: "b" },
    ]);
    expect(events[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it("keeps the order of events that the listener itself causes", () => {
    const texts: string[] = [];
    const stream = streamOf((event) => {
      if ("text" in event) texts.push(event.text);
      if (texts.length === 1) for (const text of ["second", "third"]) stream.emit(line(text));
    });
    stream.emit(line("first"));
    expect(texts).toEqual(["first", "second", "third"]);
  });

  it("survives a listener that throws or rejects", async () => {
    let calls = 0;
    const stream = streamOf(() => {
      calls++;
      if (calls === 1) throw new Error("listener");
      return Promise.reject(new Error("listener"));
    });
    stream.emit(line("a"));
    await stream.emit(line("b"));
    await stream.emit(line("c"));
    expect(calls).toBe(3);
  });

  it("holds output back until the listener has dealt with it", async () => {
    const { notify, next, texts } = holding();
    const stream = streamOf(notify);
    const held = [stream.emit(line("a")), stream.emit(line("b"))];
    expect(await isSettled(held[0])).toBe(false);
    await next();
    expect(await isSettled(held[0])).toBe(true);
    expect(await isSettled(held[1])).toBe(false);
    await next();
    expect(await isSettled(held[1])).toBe(true);
    expect(texts()).toEqual(["a", "b"]);
  });

  it("waits no longer for a listener that holds one event too long, until it lets go", async () => {
    const { notify, next } = holding();
    const stream = streamOf(notify, 1);
    await stream.emit(line("a")); // resolves by patience alone
    expect(stream.emit(line("b"))).toBeUndefined();
    await stream.flush();
    await next();
    expect(stream.emit(line("c"))).toBeInstanceOf(Promise);
  });

  it("holds nothing back once released", async () => {
    const { notify } = holding();
    const stream = streamOf(notify);
    const held = stream.emit(line("a"));
    stream.release();
    expect(await isSettled(held)).toBe(true);
    expect(stream.emit(line("b"))).toBeUndefined();
  });

  it("keeps a bound: progress is left out and counted, endings are not", async () => {
    const { notify, next, texts, events } = holding();
    const stream = streamOf(notify);
    stream.release();
    for (let at = 0; at <= 10_100; at++) stream.emit(line(`${at}`));
    stream.emit({ type: "run-finished", ms: 1, status: "succeeded" });
    for (let at = 0; at <= 10_002; at++) await next();
    expect(texts().slice(10_000)).toEqual([
      "10000",
      "run-finished",
      "100 lines of progress were left out: whoever shows them was too slow.",
    ]);
    expect(events.every(({ seq }, at) => seq === at + 1)).toBe(true);
  });

  it("flushes all that is queued", async () => {
    const texts: string[] = [];
    const stream = streamOf(async (event) => {
      await new Promise((resolve) => setImmediate(resolve));
      if ("text" in event) texts.push(event.text);
    });
    for (const text of ["a", "b", "c"]) void stream.emit(line(text));
    await stream.flush();
    expect(texts).toEqual(["a", "b", "c"]);
  });
});

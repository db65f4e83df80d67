import { Writable } from "node:stream";
import { openOutlet } from "./outlet.js";

/** A stream whose reader takes one piece each time it is asked to. */
function slowStream(highWaterMark = 10) {
  const taken: string[] = [];
  const waiting: (() => void)[] = [];
  const stream = new Writable({
    highWaterMark,
    decodeStrings: false,
    write: (text, _encoding, done) => {
      taken.push(text);
      waiting.push(done);
    },
  });
  return { stream: stream as unknown as NodeJS.WriteStream, taken, take: () => waiting.shift()!() };
}

test("what comes within one turn is written together", async () => {
  const { stream, taken } = slowStream();
  const outlet = openOutlet(stream);
  expect([outlet.write("a\n"), outlet.write("b\n")]).toEqual([undefined, undefined]);
  expect(taken).toEqual([]);
  await new Promise(setImmediate);
  expect(taken).toEqual(["a\nb\n"]);
});

test("a full stream holds the writer back until it has drained", async () => {
  const { stream, taken, take } = slowStream();
  const outlet = openOutlet(stream);
  outlet.write("0123456789");
  const held = outlet.flush();
  const held2 = outlet.write("more");
  expect(held2).toBe(held);
  expect(taken).toEqual(["0123456789"]);
  take();
  await held;
  expect(taken).toEqual(["0123456789", "more"]);
});

test("much is handed on without waiting for the turn's end", () => {
  const { stream, taken } = slowStream(1_000_000);
  expect(openOutlet(stream).write("x".repeat(65_536))).toBeUndefined();
  expect(taken[0]).toHaveLength(65_536);
});

test("once the stream has failed nothing is written, nobody waits, and the end tells why", async () => {
  const { stream, taken } = slowStream();
  const outlet = openOutlet(stream);
  outlet.write("0123456789");
  const held = outlet.flush();
  stream.destroy(new Error("no space left"));
  await new Promise((closed) => stream.once("close", closed));
  await held;
  expect(outlet.write("more")).toBeUndefined();
  expect(await outlet.finish()).toEqual(new Error("no space left"));
  expect(taken).toHaveLength(1);
});

test("a reader that went away is no failure", async () => {
  const { stream } = slowStream();
  const outlet = openOutlet(stream);
  outlet.write("x");
  stream.destroy(Object.assign(new Error("gone"), { code: "EPIPE" }));
  expect(await outlet.finish()).toBeUndefined();
});

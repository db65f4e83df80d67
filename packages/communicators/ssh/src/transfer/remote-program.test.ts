import { byteReader } from "@ingot/client-transfer";
import { lineOf } from "./remote-program.js";

async function* endless(text: string): AsyncGenerator<Buffer> {
  for (;;) yield Buffer.from(text);
}

test("a line ends at its end, with the stream, or before it fills the memory", async () => {
  const two = byteReader(endless("one\ntwo\n"));
  expect([await lineOf(two), await lineOf(two)]).toEqual(["one", "two"]);
  expect(
    await lineOf(
      byteReader(
        (async function* () {
          yield Buffer.from("cut");
        })(),
      ),
    ),
  ).toBe("cut");
  expect((await lineOf(byteReader(endless("x".repeat(65_536))))).length).toBe(4 * 1024 * 1024);
});

test("a line may come in pieces, may be empty, and leaves what follows it", async () => {
  const reader = byteReader(
    (async function* () {
      for (const piece of ["on", "e", "\n\nthr", "ee\nrest"]) yield Buffer.from(piece);
    })(),
  );
  expect([await lineOf(reader), await lineOf(reader), await lineOf(reader)]).toEqual(["one", "", "three"]);
  expect([(await reader.line(2)).toString(), (await reader.take(9)).toString()]).toEqual(["re", "st"]);
});

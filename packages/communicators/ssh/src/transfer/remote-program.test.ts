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

import { frame } from "./fake-engine.test-fixtures.js";
import { demultiplex } from "./frames.js";

async function* chunks(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(source: AsyncIterable<Buffer>) {
  const texts = { stdout: "", stderr: "" };
  for await (const { stream, data } of demultiplex(source)) texts[stream] += data.toString("utf8");
  return texts;
}

const stream = Buffer.concat([frame(1, "out"), frame(2, "error"), frame(1, ""), frame(1, "put")]);

test.each(Array.from({ length: stream.length }, (_, index) => index + 1))(
  "a stream cut into chunks of %d bytes gives the same output",
  async (size) => {
    expect(await read(chunks(stream, size))).toEqual({ stdout: "output", stderr: "error" });
  },
);

test("a stream that stops anywhere inside a frame is lost, and at its borders is not", async () => {
  const borders = new Set([0, 11, 24, 32, 43]);
  for (let length = 0; length <= stream.length; length += 1) {
    const outcome = read(chunks(stream.subarray(0, length), 7)).then(
      () => "whole",
      (error) => error.code,
    );
    expect({ length, outcome: await outcome }).toEqual({
      length,
      outcome: borders.has(length) ? "whole" : "COMMUNICATOR_LOST",
    });
  }
});

test("bytes that are no frame are refused", async () => {
  await expect(read(chunks(Buffer.from("HTTP/1.1 500 oh no"), 100))).rejects.toThrow(
    "The connection to the container was lost: the command's output is not what the Docker engine should send. " +
      "Whether the command succeeded is not known.",
  );
});

test("a payload is passed on in the pieces it came in, without being joined", async () => {
  const pieces: number[] = [];
  const whole = frame(1, "x".repeat(100_000));
  for await (const { data } of demultiplex(chunks(whole, 10_008))) pieces.push(data.length);
  expect(pieces).toEqual([10_000, ...Array.from({ length: 8 }, () => 10_008), 9_936]);
});

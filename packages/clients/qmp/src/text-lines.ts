import { StringDecoder } from "node:string_decoder";

/** QEMU's longest answers have some hundred thousand characters. */
const longest = 64 * 1024 * 1024;

/** The lines of a stream of UTF-8, however its bytes are cut; without their ends, and without empty ones. */
export async function* textLines(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of source) {
    const lines = (rest + decoder.write(chunk)).split(/\r?\n/);
    rest = lines.pop()!;
    if (rest.length > longest) throw new Error("it sent a line without an end");
    yield* lines.filter((line) => line !== "");
  }
}

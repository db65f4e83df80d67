import type { OutputLine } from "@ingot/core/plugin";
import { communicatorLost } from "./docker-error.js";

/** A piece of output; a long frame comes in several pieces. */
export interface OutputPiece {
  readonly stream: OutputLine["stream"];
  readonly data: Buffer;
}

const headerSize = 8;

/**
 * Splits the engine's multiplexed stream: frames of an eight-byte header (stream, three zeros, length) and a payload.
 * Pieces are passed on as they come, never joined, so memory and time stay linear. Ends with COMMUNICATOR_LOST when the
 * stream stops inside a frame.
 */
export async function* demultiplex(source: AsyncIterable<Buffer>): AsyncGenerator<OutputPiece> {
  const header = Buffer.alloc(headerSize);
  let inHeader = 0;
  let missing = 0;
  let stream: OutputLine["stream"] = "stdout";
  for await (const chunk of source) {
    let at = 0;
    while (at < chunk.length) {
      if (missing > 0) {
        const data = chunk.subarray(at, at + missing);
        at += data.length;
        missing -= data.length;
        yield { stream, data };
        continue;
      }
      const copied = chunk.copy(header, inHeader, at);
      at += copied;
      inHeader += copied;
      if (inHeader < headerSize) break;
      inHeader = 0;
      stream = streamOf(header);
      missing = header.readUInt32BE(4);
    }
  }
  if (inHeader > 0 || missing > 0) throw communicatorLost("the command's output stops in the middle of a frame");
}

/** 0 is echoed input, 1 output, 2 errors; anything else means that we have lost our place. */
function streamOf(header: Buffer): OutputLine["stream"] {
  const kind = header[0]!;
  if (kind > 2 || header[1] !== 0 || header[2] !== 0 || header[3] !== 0) {
    throw communicatorLost("the command's output is not what the Docker engine should send");
  }
  return kind === 2 ? "stderr" : "stdout";
}

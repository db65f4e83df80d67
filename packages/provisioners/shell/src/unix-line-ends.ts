import { Transform } from "node:stream";

const carriageReturn = 0x0d;

/** CRLF becomes LF, wherever the chunks are cut; a CR that stands alone stays. */
export function unixLineEnds(): Transform {
  let heldBack = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const input = heldBack ? Buffer.concat([Buffer.of(carriageReturn), chunk]) : chunk;
      heldBack = input.at(-1) === carriageReturn;
      done(null, withoutPairs(heldBack ? input.subarray(0, -1) : input));
    },
    flush(done) {
      done(null, heldBack ? Buffer.of(carriageReturn) : undefined);
    },
  });
}

function withoutPairs(input: Buffer): Buffer {
  const kept: Buffer[] = [];
  let from = 0;
  for (let at = input.indexOf("\r\n"); at !== -1; at = input.indexOf("\r\n", at + 2)) {
    kept.push(input.subarray(from, at));
    from = at + 1;
  }
  return from === 0 ? input : Buffer.concat([...kept, input.subarray(from)]);
}

import type { SFTPWrapper } from "ssh2";
import type { SftpClient } from "./sftp-client.js";

/** Larger requests are garbled by some servers. */
const requestSize = 32 * 1024;
/** What a connection of 50 ms to and fro needs to be filled at 40 MiB/s. */
const atOnce = 64;

/** Writes at the beginning of a file, with many requests on their way. */
export async function writeBytes(
  { call }: SftpClient,
  handle: Buffer,
  chunks: AsyncIterable<Buffer>,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const slots = slotsFor(atOnce);
  let position = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += requestSize) {
      const length = Math.min(requestSize, chunk.length - at);
      const place = position + at;
      await slots.start(() =>
        call<void>((sftp, done) => sftp.write(handle, chunk, at, length, place, done)).then(() => onBytes(length)),
      );
    }
    position += chunk.length;
  }
  await slots.settled();
}

/** The first `size` bytes of a file, or what there is of them, with many requests on their way. */
export async function* readBytes({ call }: SftpClient, handle: Buffer, size: number): AsyncGenerator<Buffer> {
  const coming: Promise<Buffer>[] = [];
  let asked = 0;
  for (let got = 0; got < size; ) {
    for (; coming.length < atOnce && asked < size; asked += requestSize) {
      const piece = readPiece(call, handle, asked, Math.min(requestSize, size - asked));
      piece.catch(() => undefined); // its turn comes
      coming.push(piece);
    }
    const expected = Math.min(requestSize, size - got);
    const piece = await coming.shift()!;
    yield piece;
    if (piece.length < expected) return;
    got += piece.length;
  }
}

/** A server may give less than it is asked for, and the rest when it is asked again. */
async function readPiece(call: SftpClient["call"], handle: Buffer, position: number, length: number): Promise<Buffer> {
  const piece = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; ) {
    const read = await call<number>((sftp, done) => readInto(sftp, handle, piece, at, position + at, done));
    if (read === 0) return piece.subarray(0, at);
    at += read;
  }
  return piece;
}

/** The end of the file is no bytes. */
function readInto(
  sftp: SFTPWrapper,
  handle: Buffer,
  piece: Buffer,
  at: number,
  position: number,
  done: (error?: Error | null, read?: number) => void,
): void {
  sftp.read(handle, piece, at, piece.length - at, position, (error, read) => {
    if (isEnd(error)) done(null, 0);
    else done(error, read);
  });
}

const isEnd = (error: unknown) => (error as { readonly code?: unknown } | undefined)?.code === 1;

/** At most `width` things at once; the first failure ends all that waits. */
function slotsFor(width: number) {
  let running = 0;
  let failure: { readonly error: unknown } | undefined;
  let wake = () => {};
  const freed = async (enough: () => boolean) => {
    while (!failure && !enough()) {
      await new Promise<void>((settle) => {
        wake = settle;
      });
    }
    if (failure) throw failure.error;
  };
  return {
    start: async (work: () => Promise<void>) => {
      await freed(() => running < width);
      running++;
      work()
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => {
          running--;
          wake();
        });
    },
    settled: () => freed(() => running === 0),
  };
}

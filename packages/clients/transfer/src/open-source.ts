import { closeSync, constants, openSync, readSync } from "node:fs";
import { open, realpath, stat } from "node:fs/promises";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { uploadError } from "./transfer-error.js";

/**
 * The bytes of a file, a device or a pipe of this machine. A pipe that nobody writes to is an error: opening it as files are opened
 * would wait for its writer, and nothing could end that, not even the end of this process.
 */
export async function openSource(path: string): Promise<Readable> {
  const found = await stat(path).catch(() => undefined); // opening it says why
  if (found?.isSocket()) throw uploadError(`Cannot upload ${path}, because it is a socket.`);
  return found?.isFIFO() ? openPipe(path) : (await open(path)).createReadStream();
}

const { O_NONBLOCK, O_RDONLY } = constants;

async function openPipe(path: string): Promise<Readable> {
  const isNamed = await isThere(path);
  const fd = openSync(path, O_RDONLY | O_NONBLOCK);
  try {
    const first = readAtOnce(fd);
    if (first?.length === 0 && isNamed) throw withoutWriter(path);
    const rest = new Socket({ fd, readable: true, writable: false });
    if (first) rest.unshift(first);
    return rest;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** What `<(command)` gives is a pipe without a place of its own: it may be at its end, for its writer was there. */
const isThere = (path: string): Promise<boolean> =>
  realpath(path).then(
    () => true,
    () => false,
  );

/** Nothing where there is no writer, undefined where one has not written yet. */
function readAtOnce(fd: number): Buffer | undefined {
  const chunk = Buffer.alloc(64 * 1024);
  try {
    return chunk.subarray(0, readSync(fd, chunk));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return undefined;
    throw error;
  }
}

const withoutWriter = (path: string) =>
  uploadError(`Cannot upload ${path}: nobody writes to this pipe. Start its writer first.`);

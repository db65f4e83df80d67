import { StringDecoder } from "node:string_decoder";
import type { ExecOptions, OutputLine } from "./plugin.js";

/** Longer lines are cut, so that a program which never ends a line cannot fill the memory. In UTF-16 units. */
const longestLine = 65_536;

/** Takes bytes as they come, and gives lines. */
export interface LineCutter {
  /** The lines that `chunk` completes. A character split between chunks is kept whole. */
  push(chunk: Uint8Array): string[];
  /** What stands after the last line end, if anything. */
  end(): string[];
}

/** Makes lines of bytes, as a terminal would show them: without line ends, and of `50%\r100%` only what was written last. */
export function lineCutter(limit: number = longestLine): LineCutter {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const take = (text: string): string[] => {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    const lines: string[] = [];
    for (const part of parts) addPieces(lines, visiblePart(part), limit);
    if (rest.length > limit) {
      addPieces(lines, rest, limit);
      rest = lines.pop()!;
    }
    return lines;
  };
  const end = () => {
    const lines = take(decoder.end());
    if (rest !== "") lines.push(visiblePart(rest));
    rest = "";
    return lines;
  };
  return { push: (chunk) => take(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))), end };
}

/** Calls `onLine` for each line of `source`, one after the other: a slow listener holds the stream back. */
export async function forEachLine(
  source: AsyncIterable<Uint8Array>,
  onLine: (text: string) => void | Promise<void>,
): Promise<void> {
  const cutter = lineCutter();
  for await (const chunk of source) await forEach(cutter.push(chunk), onLine);
  await forEach(cutter.end(), onLine);
}

/** Hands one stream of a command to whoever wants it: as lines, or as bytes. */
export async function passOutput(
  source: AsyncIterable<Uint8Array>,
  stream: OutputLine["stream"],
  { onOutput = () => {}, onBytes }: Pick<ExecOptions, "onOutput" | "onBytes">,
): Promise<void> {
  if (!onBytes) return forEachLine(source, (text) => onOutput({ stream, text }));
  for await (const data of source) await onBytes({ stream, data });
}

async function forEach(lines: readonly string[], onLine: (text: string) => void | Promise<void>): Promise<void> {
  for (const line of lines) {
    const held = onLine(line);
    if (held) await held;
  }
}

function visiblePart(line: string): string {
  if (!line.includes("\r")) return line;
  const text = line.replace(/\r+$/, "");
  return text.slice(text.lastIndexOf("\r") + 1);
}

/** At least one piece; none is longer than `limit`, and none ends within a surrogate pair. */
function addPieces(lines: string[], text: string, limit: number): void {
  let from = 0;
  while (text.length - from > limit) {
    const to = from + limit - (isHighSurrogate(text.charCodeAt(from + limit - 1)) ? 1 : 0);
    lines.push(text.slice(from, to));
    from = to;
  }
  lines.push(from === 0 ? text : text.slice(from));
}

const isHighSurrogate = (code: number) => code >= 0xd800 && code <= 0xdbff;

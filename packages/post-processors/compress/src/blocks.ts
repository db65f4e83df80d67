/** The same bytes in blocks of exactly `size`, the last one shorter. No block is empty. */
export async function* blocksOf(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = [];
  let held = 0;
  for await (const chunk of source) {
    let rest = chunk;
    while (held + rest.length >= size) {
      const taken = size - held;
      yield Buffer.concat([...parts, rest.subarray(0, taken)], size);
      rest = rest.subarray(taken);
      parts = [];
      held = 0;
    }
    if (rest.length > 0) parts.push(rest);
    held += rest.length;
  }
  if (held > 0) yield Buffer.concat(parts, held);
}

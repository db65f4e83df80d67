/**
 * What comes after a line that is `marker`: what a login shell prints before our program runs is not ours. Without the
 * line there is nothing.
 */
export async function* afterMarker(source: AsyncIterable<Buffer>, marker: string): AsyncGenerator<Buffer> {
  const line = Buffer.from(`${marker}\n`);
  let before: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of source) {
    if (before === undefined) {
      yield chunk;
      continue;
    }
    before = Buffer.concat([before, chunk]);
    const at = before.indexOf(line);
    if (at < 0) before = before.subarray(-line.length);
    else {
      const rest: Buffer = before.subarray(at + line.length);
      before = undefined;
      if (rest.length > 0) yield rest;
    }
  }
}

/** In the order of code points, which is that of the bytes in UTF-8. */
export function sorted(texts: Iterable<string>): string[] {
  return [...texts].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
}

/** Every sequence of up to `length` words, the empty one first. */
export function* sequences(words: readonly string[], length: number): Generator<string> {
  yield "";
  if (length === 0) return;
  for (const rest of sequences(words, length - 1)) for (const word of words) yield word + rest;
}

const longest = 40;

/** A name from the source as a message may quote it: never longer than a line can bear. */
export function shorten(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

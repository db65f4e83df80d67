/** The platform's time grows with the square of the text, so it gets pieces of this many units. */
const pieceLength = 1000;

/** The characters as a reader counts them: a letter with its accents, or an emoji family, is one. */
export function graphemes(text: string): string[] {
  if (isPlain(text)) return [...text];
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" }); // the first one loads tables: 10 ms
  const found: string[] = [];
  let length = pieceLength;
  for (let at = 0; at < text.length; ) {
    const whole = settled(segmenter, text, at, length);
    for (const each of whole) found.push(each);
    at += whole.reduce((total, each) => total + each.length, 0);
    length = whole.length > 0 ? pieceLength : length * 2;
  }
  return found;
}

/** The characters of a piece but for its last one, which may go on after it. */
function settled(segmenter: Intl.Segmenter, text: string, at: number, length: number): string[] {
  const segments = Array.from(segmenter.segment(text.slice(at, at + length)), ({ segment }) => segment);
  return at + length < text.length ? segments.slice(0, -1) : segments;
}

export function countGraphemes(text: string): number {
  return isPlain(text) ? text.length : graphemes(text).length;
}

/** Printable ASCII and newlines: every unit is a character, and the slow way is not needed. */
function isPlain(text: string): boolean {
  return /^[\n\x20-\x7e]*$/.test(text);
}

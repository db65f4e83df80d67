/** Ranges of characters that take two columns of a terminal: East Asian scripts and pictures. */
const wide: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

const takesNoColumn = /^[\p{M}\u200b-\u200d\u2060\ufeff]$/u;

/** How many columns of a terminal `character`, one code point, takes. */
export function displayWidth(character: string): 0 | 1 | 2 {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x300) return 1;
  if (takesNoColumn.test(character)) return 0;
  return wide.some(([first, last]) => point >= first && point <= last) ? 2 : 1;
}

/** The width of a text without tabs and control characters. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += displayWidth(character);
  return width;
}

/** One code point as it may be sent to a terminal: control characters become pictures, so that they control nothing. */
export function visible(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x20) return String.fromCodePoint(0x2400 + point);
  if (point === 0x7f) return "\u2421";
  if (point < 0xa0) return point < 0x80 ? character : "\ufffd";
  return (point >= 0xd800 && point <= 0xdfff) || (point >= 0x202a && point <= 0x202e) ? "\ufffd" : character;
}

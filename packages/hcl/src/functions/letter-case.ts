/** Go maps one character to one; where JavaScript makes two of one, Go's single one is elsewhere, or the character stays. */
function oneToOne(character: string, mapped: string, otherwise: string | undefined): string {
  return [...mapped].length === 1 ? mapped : (otherwise ?? character);
}

const upperLetter = (character: string): string => oneToOne(character, character.toUpperCase(), titleForm(character));

/** The one letter whose small form JavaScript makes of two: `i` and a dot above. */
const lowerLetter = (character: string): string => oneToOne(character, character.toLowerCase(), "i");

/** Capitals at the beginning of a word that differ from others: `ǅ` for `ǆ`, `ᾼ` for `ᾳ`. They stand near the small letter. */
function titleForm(character: string): string | undefined {
  const point = character.codePointAt(0)!;
  const near = [-1, 0, 1, -2, 8, 9].map((distance) => String.fromCodePoint(Math.max(0, point + distance)));
  const small = character.toLowerCase();
  return near.find((letter) => /^\p{Lt}$/u.test(letter) && letter.toLowerCase() === small);
}

/** Georgian has capitals for whole words only. */
const georgianCapital = /^[\u1c90-\u1cbf]$/;

function titleLetter(character: string): string {
  const letter = titleForm(character) ?? upperLetter(character);
  return georgianCapital.test(letter) ? character : letter;
}

export const upperCase = (text: string): string => mapCharacters(text, upperLetter);

export const lowerCase = (text: string): string => mapCharacters(text, lowerLetter);

/** The first letter of each word in upper case; a word begins after anything but a letter, a digit, `_` or, beyond ASCII, a space. */
export function titleCase(text: string): string {
  let previous = " ";
  return mapCharacters(text, (character) => {
    const starts = isSeparator(previous);
    previous = character;
    return starts ? titleLetter(character) : character;
  });
}

function isSeparator(character: string): boolean {
  if (character.charCodeAt(0) < 0x80) return !/\w/.test(character);
  return !/[\p{L}\p{Nd}]/u.test(character) && /\s/u.test(character);
}

function mapCharacters(text: string, map: (character: string) => string): string {
  let mapped = "";
  for (const character of text) mapped += map(character);
  return mapped;
}

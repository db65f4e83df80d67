/** One character for one character, as Go maps cases: where JavaScript would make two of one (ß), it stays. */
const oneToOne = (character: string, mapped: string): string => ([...mapped].length === 1 ? mapped : character);

export function upperCase(text: string): string {
  return mapCharacters(text, (character) => oneToOne(character, character.toUpperCase()));
}

export function lowerCase(text: string): string {
  return mapCharacters(text, (character) => oneToOne(character, character.toLowerCase()));
}

/** The first letter of each word in upper case; a word begins after anything but a letter, a digit, `_` or, beyond ASCII, a space. */
export function titleCase(text: string): string {
  let previous = " ";
  return mapCharacters(text, (character) => {
    const starts = isSeparator(previous);
    previous = character;
    return starts ? oneToOne(character, character.toUpperCase()) : character;
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

const digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Far beyond the digits that a number keeps; more would only take time. */
const longest = 10_000;

/** A whole number in a base from 2 to 62. Up to base 36 the case of letters is all the same; beyond, `A` comes after `z`. */
export function parseInteger(text: string, base: number): bigint | undefined {
  const sign = /^[+-]/.exec(text)?.[0] ?? "";
  const magnitude = text.slice(sign.length);
  if (magnitude === "" || magnitude.length > longest) return undefined;
  let total = 0n;
  for (const character of base <= 36 ? magnitude.toLowerCase() : magnitude) {
    const digit = digits.indexOf(character);
    if (digit < 0 || digit >= base) return undefined;
    total = total * BigInt(base) + BigInt(digit);
  }
  return sign === "-" ? -total : total;
}

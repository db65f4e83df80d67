const units: readonly (readonly [name: string, milliseconds: number])[] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
  ["millisecond", 1],
  ["microsecond", 1e-3],
];

/** The two largest units in words, as Packer says it: "1 second 728 milliseconds". */
export function durationWords(milliseconds: number): string {
  let rest = Math.max(0, milliseconds);
  const words: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(rest / size + 1e-9);
    rest -= count * size;
    if (count > 0) words.push(`${count} ${name}${count === 1 ? "" : "s"}`);
  }
  return words.slice(0, 2).join(" ") || "0 microseconds";
}

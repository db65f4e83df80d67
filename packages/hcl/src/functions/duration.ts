const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const part = /(\d+)?(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;

/** Nanoseconds of a duration as Go writes it: `1h30m`, `-1.5s`, `0`. undefined when the text is none. */
export function parseDuration(text: string): bigint | undefined {
  const bare = text.replace(/^[+-]/, "");
  if (bare === "0") return 0n;
  if (bare === "") return undefined;
  const pattern = new RegExp(part);
  let total = 0n;
  while (pattern.lastIndex < bare.length) {
    const match = pattern.exec(bare);
    if (!match || (match[1] === undefined && !match[2])) return undefined;
    const [, whole = "0", fraction = "", unit] = match;
    total += BigInt(whole) * units[unit!]! + (BigInt(fraction || "0") * units[unit!]!) / 10n ** BigInt(fraction.length);
  }
  return text.startsWith("-") ? -total : total;
}

import { netModule } from "./lazy-module.js";

export interface Address {
  readonly value: bigint;
  readonly bits: 32 | 128;
}

export function parseAddress(text: string): Address | undefined {
  const { isIPv4, isIPv6 } = netModule();
  if (isIPv4(text)) return { value: joinParts(text.split(".").map(Number), 8), bits: 32 };
  return isIPv6(text) && !text.includes("%") ? { value: joinParts(groupsOf(text), 16), bits: 128 } : undefined;
}

function joinParts(parts: readonly number[], width: number): bigint {
  return parts.reduce((value, part) => (value << BigInt(width)) | BigInt(part), 0n);
}

/** The eight groups, with `::` filled in and a dotted end turned into two groups. */
function groupsOf(text: string): number[] {
  const plain = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, ...bytes: string[]) => {
    const [a, b, c, d] = bytes.slice(0, 4).map(Number) as [number, number, number, number];
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [head, tail] = plain
    .split("::")
    .map((side) => (side === "" ? [] : side.split(":").map((group) => Number.parseInt(group, 16))));
  if (!tail) return head!;
  return [...head!, ...new Array<number>(8 - head!.length - tail.length).fill(0), ...tail];
}

export function formatAddress(value: bigint, bits: number): string {
  if (bits === 32) return splitParts(value, 4, 8).join(".");
  const groups = splitParts(value, 8, 16).map((group) => group.toString(16));
  const zeros = longestZeros(groups);
  if (zeros.length < 2) return groups.join(":");
  return `${groups.slice(0, zeros.start).join(":")}::${groups.slice(zeros.start + zeros.length).join(":")}`;
}

function splitParts(value: bigint, count: number, width: number): number[] {
  const mask = (1n << BigInt(width)) - 1n;
  return Array.from({ length: count }, (_, at) => Number((value >> BigInt(width * (count - 1 - at))) & mask));
}

/** The first of the longest runs of zero groups, which `::` stands for. */
function longestZeros(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [at, group] of groups.entries()) {
    length = group === "0" ? length + 1 : 0;
    if (length > best.length) best = { start: at - length + 1, length };
  }
  return best;
}

import { FunctionError } from "../evaluate/scope.js";
import { formatAddress, parseAddress } from "./ip-address.js";

/** A range of addresses: its first one, how many bits there are in all, and how many of them are fixed. */
export interface Prefix {
  readonly base: bigint;
  readonly bits: number;
  readonly length: number;
}

export function parsePrefix(text: string): Prefix {
  const [, written, length] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const address = written === undefined ? undefined : parseAddress(written);
  if (!address || Number(length) > address.bits)
    throw new FunctionError('an address range such as "10.0.0.0/8" is required', 0);
  const prefix = { bits: address.bits, length: Number(length) };
  return { ...prefix, base: address.value & maskOf(prefix) };
}

export function maskOf({ bits, length }: Omit<Prefix, "base">): bigint {
  return ((1n << BigInt(length)) - 1n) << BigInt(bits - length);
}

export function formatPrefix({ base, bits, length }: Prefix): string {
  return `${formatAddress(base, bits)}/${length}`;
}

/** The address with a number within the range; negative numbers count from its end. */
export function hostOf({ base, bits, length }: Prefix, host: bigint): bigint {
  const size = 1n << BigInt(bits - length);
  const number = host < 0n ? size + host : host;
  if (number < 0n || number >= size)
    throw new FunctionError(`a range with a prefix of ${length} bits has no host numbered ${host}`, 1);
  return base + number;
}

export function subnetOf(prefix: Prefix, newBits: number, subnet: bigint): Prefix {
  const length = lengthened(prefix, newBits, 1);
  if (subnet < 0n || subnet >= 1n << BigInt(newBits))
    throw new FunctionError(`with ${newBits} more bits there is no subnet numbered ${subnet}`, 2);
  return { ...prefix, length, base: prefix.base + (subnet << BigInt(prefix.bits - length)) };
}

function lengthened({ bits, length }: Prefix, newBits: number, argument: number): number {
  if (newBits < 0 || length + newBits > bits)
    throw new FunctionError(`a prefix of ${length} bits can be made at most ${bits - length} bits longer`, argument);
  return length + newBits;
}

/** One after the other, each where there is room for its size; `FunctionError` when the range is full. */
export function consecutiveSubnets(prefix: Prefix, newBits: readonly number[]): Prefix[] {
  const end = prefix.base + (1n << BigInt(prefix.bits - prefix.length));
  let next = prefix.base;
  return newBits.map((bits, at) => {
    if (bits < 1) throw new FunctionError("at least one bit must be added", at + 1);
    const length = lengthened(prefix, bits, at + 1);
    const size = 1n << BigInt(prefix.bits - length);
    const base = ((next + size - 1n) / size) * size;
    if (base + size > end)
      throw new FunctionError(
        `there is no room left in the range for a subnet with a prefix of ${length} bits`,
        at + 1,
      );
    next = base + size;
    return { ...prefix, base, length };
  });
}

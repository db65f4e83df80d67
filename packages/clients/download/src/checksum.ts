/** From the weakest to the strongest. */
export const algorithms = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"] as const;

export type Algorithm = (typeof algorithms)[number];

export interface Checksum {
  readonly algorithm: Algorithm;
  /** Hexadecimal, in lower case. */
  readonly digest: string;
}

/** What `iso_checksum` asks for. */
export type Wanted =
  | { readonly kind: "none" }
  | { readonly kind: "checksum"; readonly checksum: Checksum }
  | { readonly kind: "file"; readonly location: string };

/** In hexadecimal digits. */
const lengths: Readonly<Record<Algorithm, number>> = {
  md5: 32,
  sha1: 40,
  sha224: 56,
  sha256: 64,
  sha384: 96,
  sha512: 128,
};

/** `none`, `file:WHERE`, `ALGORITHM:DIGITS`, or digits whose number tells the algorithm. A text says what is wrong. */
export function parseChecksum(written: string): Wanted | string {
  const text = written.trim();
  if (text.toLowerCase() === "none") return { kind: "none" };
  if (/^file:/i.test(text)) return fileOf(text.slice(5));
  const [, name, digest = ""] = /^(?:([^:]*):)?(.*)$/s.exec(text)!;
  const checksum = name === undefined ? checksumOf(digest) : named(name.toLowerCase(), digest.toLowerCase());
  if (typeof checksum === "string") return checksum;
  return checksum ? { kind: "checksum", checksum } : unrecognised(digest);
}

const fileOf = (location: string): Wanted | string =>
  location === "" ? 'After "file:" stands the address or path of a checksum file.' : { kind: "file", location };

/** Digits without a name; undefined when they are no checksum. */
export function checksumOf(digits: string): Checksum | undefined {
  const digest = digits.toLowerCase();
  const algorithm = algorithms.find((each) => lengths[each] === digest.length);
  return algorithm && /^[0-9a-f]+$/.test(digest) ? { algorithm, digest } : undefined;
}

function named(name: string, digest: string): Checksum | string {
  const algorithm = algorithms.find((each) => each === name);
  if (!algorithm) return `There is no checksum "${name}" here; there are ${algorithms.join(", ")}.`;
  if (!/^[0-9a-f]*$/.test(digest))
    return `A checksum is written in the digits 0 to 9 and a to f, and "${digest}" is not.`;
  if (digest.length === lengths[algorithm]) return { algorithm, digest };
  return `A checksum of the type ${algorithm} has ${lengths[algorithm]} digits, and this one has ${digest.length}.`;
}

const unrecognised = (digits: string): string =>
  /^[0-9a-f]+$/i.test(digits)
    ? `No type of checksum has ${digits.length} digits; sha256 has ${lengths.sha256}.`
    : `"${digits}" is no checksum. Write it like "sha256:…" or "file:https://example.com/SHA256SUMS"; "none" leaves the image unchecked.`;

/** `sha256:…`, the form in which Packer names files of its cache. */
export const checksumText = ({ algorithm, digest }: Checksum): string => `${algorithm}:${digest}`;

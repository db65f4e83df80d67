/** What DOS allows in a name beside letters and digits. */
const allowed = /[^A-Z0-9!#$%&'()@^_`{}~-]/g;

/**
 * A name of DOS for `name`, 8 and 3 characters padded with blanks, that none of `taken` is. "Long name.text" becomes "LONGNA~1TEX";
 * what is such a name already, but for its case, stays.
 */
export function shortName(name: string, taken: ReadonlySet<string>): string {
  const plain = /^([^.]{1,8})(?:\.([^.]{1,3}))?$/.exec(name.toUpperCase());
  const [, base = "", extension = ""] = plain ?? [];
  const kept = padded(base, extension);
  if (plain && !`${base}${extension}`.match(allowed) && !taken.has(kept)) return kept;
  return numbered(name, taken);
}

function numbered(name: string, taken: ReadonlySet<string>): string {
  const upper = name.toUpperCase().replace(/^\.+| /g, "");
  const dot = upper.lastIndexOf(".");
  const base = cleaned(dot === -1 ? upper : upper.slice(0, dot));
  const extension = dot === -1 ? "" : cleaned(upper.slice(dot + 1)).slice(0, 3);
  for (let number = 1; ; number++) {
    const tail = `~${number}`;
    const candidate = padded(base.slice(0, 8 - tail.length) + tail, extension);
    if (!taken.has(candidate)) return candidate;
  }
}

const cleaned = (text: string): string => text.replaceAll(".", "").replace(allowed, "_");

const padded = (base: string, extension: string): string => base.padEnd(8) + extension.padEnd(3);

/** As `ls` of DOS shows it: "LONGNA~1.TEX". */
export function shownShortName(short: string): string {
  const extension = short.slice(8).trimEnd();
  return short.slice(0, 8).trimEnd() + (extension === "" ? "" : `.${extension}`);
}

/** By which the parts of a long name say what they belong to. */
export const shortNameChecksum = (short: string): number =>
  [...Buffer.from(short, "latin1")].reduce((sum, byte) => (((sum & 1) << 7) + (sum >> 1) + byte) & 0xff, 0);

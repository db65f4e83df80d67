/** The lines of `ssh_host_key` that say something: as in known_hosts or a `.pub` file, or fingerprints. */
export const hostKeyLines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));

/** A word of such a line by which a key is known: its fingerprint, or itself, which begins with the length of a short name. */
const key = /(?:^|\s)(?:SHA256:[A-Za-z0-9+/]+|AAAA[A-Za-z0-9+/]+=*)(?=\s|$)/;

/** What is wrong with `ssh_host_key`. Whoever sets it wants a key that is known, and not one that is taken on trust. */
export function problemsOfHostKeys(field: string, text: string): string[] {
  const lines = hostKeyLines(text);
  if (lines.length === 0) return [noKeys(field)];
  return lines.flatMap((line) => {
    if (line.startsWith("@")) return [marked(field, line.split(/\s/)[0]!)];
    return key.test(line) ? [] : [noKey(field, line)];
  });
}

const noKeys = (field: string) =>
  `${field} is set, but names no key: any host would be trusted. If it comes from ssh-keyscan, that has got no answer. Name a key, or leave ${field} out to trust the first one.`;

const marked = (field: string, marker: string) =>
  `${field} has a line marked ${marker}, and such lines are not supported here: list only the keys that the host itself may show, without markers.`;

const noKey = (field: string, line: string) =>
  `"${line}" in ${field} names no host key: write lines like "ssh-ed25519 AAAA…", as in a .pub file or in known_hosts, or fingerprints like "SHA256:…".`;

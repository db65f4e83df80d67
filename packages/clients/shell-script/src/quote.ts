/** `text` as one word of a POSIX shell; left as it is where nothing in it needs quotes. */
export function quoteForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}

/** A path as a word that no command takes for an option. */
export function quotePath(path: string): string {
  return quoteForShell(path.startsWith("-") ? `./${path}` : path);
}

/** One switch of QEMU's command line, with its value if it takes one. */
export interface Argument {
  readonly name: string;
  readonly value?: string;
  /**
   * Stands even where the template gives the same switch, unless one of the template's values does what this one does: a
   * template that adds a device does not mean to lose the network.
   */
  readonly unlessGiven?: RegExp;
}

export const argument = (name: string, value?: string): Argument => ({ name, ...(value !== undefined && { value }) });

/** Options as QEMU reads them: `a=b,c=d`, with commas in values doubled. Those that are undefined are left out. */
export const options = (pairs: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries(pairs)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${String(value).replaceAll(",", ",,")}`)
    .join(",");

/** The words of the command line. */
export const commandLine = (all: readonly Argument[]): string[] =>
  all.flatMap(({ name, value }) => (value === undefined ? [name] : [name, value]));

const cycle = [32, 36, 35, 33, 34] as const; // green, cyan, magenta, yellow, blue
const red = 31;

/** Packer's colours: each build has its own, errors are red. */
export class Colours {
  readonly #codes: ReadonlyMap<string, number>;

  constructor(builds: readonly string[]) {
    this.#codes = new Map(builds.map((build, index) => [build, cycle[index % cycle.length]!]));
  }

  paint(text: string, build: string | undefined, isError: boolean): string {
    const code = isError ? red : build === undefined ? undefined : this.#codes.get(build);
    return code === undefined ? `\u001b[1m${text}\u001b[0m` : `\u001b[1;${code}m${text}\u001b[0m`;
  }
}

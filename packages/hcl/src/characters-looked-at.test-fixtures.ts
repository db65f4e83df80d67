type Texts = Record<string, (this: string, ...given: never[]) => unknown>;

/** What a method of strings looks at, in characters, when it was asked with `given` and said `said`. */
type Cost = (text: string, given: readonly unknown[], said: unknown) => number;

const one: Cost = () => 1;
const all: Cost = (text) => text.length;
const forwards: Cost = ({ length }, [, from = 0], said) =>
  ((said as number) < 0 ? length : Number(said)) - Number(from);
const backwards: Cost = ({ length }, [, from = length], said) => Number(from) - Math.max(Number(said), 0);

const costs: readonly (readonly [string, Cost])[] = [
  ...["charCodeAt", "codePointAt", "charAt"].map((name) => [name, one] as const),
  ...["split", "normalize", "toLowerCase", "toUpperCase"].map((name) => [name, all] as const),
  ["indexOf", forwards],
  ["lastIndexOf", backwards],
];

/**
 * How many characters `work` looks at, one by one or in searches, its expressions' included: what a clock would tell less surely.
 * What an index reads, and what happens in native code beyond these methods, is not seen.
 */
export function charactersLookedAt(work: () => void): number {
  let count = 0;
  const texts = String.prototype as unknown as Texts;
  const { exec } = RegExp.prototype;
  const own = costs.map(([name]) => [name, texts[name]!] as const);
  costs.forEach(([name, cost], at) => {
    const method = own[at]![1];
    texts[name] = function (this: string, ...given) {
      const said = method.apply(this, given);
      count += cost(this, given, said);
      return said;
    };
  });
  RegExp.prototype.exec = function (this: RegExp, searched: string) {
    const from = this.lastIndex;
    const found = exec.call(this, searched);
    count += (found ? found.index + found[0].length : searched.length) - from;
    return found;
  };
  try {
    work();
    return count;
  } finally {
    for (const [name, method] of own) texts[name] = method;
    RegExp.prototype.exec = exec;
  }
}

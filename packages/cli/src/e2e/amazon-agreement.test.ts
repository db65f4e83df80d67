import { type Moto, requires, requiresMoto, requiresSshd, type Sshd, startMoto, startSshd } from "@ingot/testing";
import { type Built, buildWith, type Change, type Tool, tools } from "./amazon.test-fixtures.js";
import { type Scenario, scenarios } from "./amazon-agreement.test-fixtures.js";
import { type Difference, ledger, withoutDifferences } from "./amazon-ledger.test-fixtures.js";

jest.setTimeout(300_000);

const whats = scenarios(0).map(({ what }) => what);

/** By place. What only one of them has done is a difference. */
const compared = (tool: Tool, built: Built, use: (difference: Difference) => void): Record<string, readonly Change[]> =>
  Object.fromEntries(
    Object.entries(built.changes).map(([place, changes]) => [place, withoutDifferences(tool, changes, use)]),
  );

requiresSshd()("with a machine to log in to", () => {
  requiresMoto()("and moto", () => {
    requires("packer", "packer")("packer and ingot agree on", () => {
      const built = new Map<string, readonly [theirs: Built, ours: Built]>();

      beforeAll(async () => {
        await using moto = await startMoto();
        await using sshd = await startSshd();
        const rest = [...scenarios(sshd.port)];
        const lane = async () => {
          for (let next = rest.shift(); next; next = rest.shift())
            built.set(next.what, await buildBoth(moto, sshd, next));
        };
        await Promise.all([lane(), lane()]);
      });

      async function buildBoth(moto: Moto, sshd: Sshd, { files, args = ["t.pkr.hcl"], prepare }: Scenario) {
        const [theirs, ours] = await Promise.all(
          tools.map((tool) => buildWith(tool, moto, sshd, files, args, prepare)),
        );
        return [theirs!, ours!] as const;
      }

      test.each(whats)("%s: the images are equal, and nothing else is left", (what) => {
        const [theirs, ours] = built.get(what)!;
        expect({ code: ours.code, said: ours.code === 0 ? "" : ours.out + ours.err }).toEqual({ code: 0, said: "" });
        expect({ images: ours.images, rest: ours.rest }).toEqual({ images: theirs.images, rest: theirs.rest });
      });

      test.each(whats)("%s: the same is done in the same order, but for the differences that are meant", (what) => {
        const [theirs, ours] = built.get(what)!;
        const use = () => {};
        expect(compared("ingot", ours, use)).toEqual(compared("packer", theirs, use));
      });

      test("no difference that is meant is without a reason", () => {
        const used = new Set<Difference>();
        for (const pair of built.values())
          for (const [at, each] of pair.entries()) compared(tools[at]!, each, (difference) => used.add(difference));
        expect(ledger.filter((difference) => !used.has(difference))).toEqual([]);
      });
    });
  });
});

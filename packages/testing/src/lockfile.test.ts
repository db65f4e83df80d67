import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Locked {
  readonly resolved?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages }: { packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync(join(__dirname, "../../../package-lock.json"), "utf8"),
);

test("the lockfile names no host: packages come from whatever registry the reader uses", () => {
  const hosts = Object.entries(packages).filter(([, { resolved, link }]) => resolved !== undefined && !link);
  expect(hosts).toEqual([]);
});

test("the lockfile holds every platform's packages, or `npm ci` refuses it; .ci/complete-lockfile.mjs adds them", () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});

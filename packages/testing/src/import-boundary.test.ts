import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { findCycle, type Import, importsOf, listSources, packageOf, targetOf } from "./import-graph.js";

const root = join(__dirname, "../../..");
const sources = listSources(root);
const isTest = (file: string) => file.endsWith(".test.ts") || file.endsWith(".test-fixtures.ts");
const imports = sources.filter((file) => !isTest(file)).flatMap((file) => importsOf(root, file));

type Room =
  | "hcl"
  | "core"
  | "cli"
  | "testing"
  | "clients"
  | "communicators"
  | "builders"
  | "provisioners"
  | "post-processors"
  | "data-sources"
  | "upgrade";

const low = ["@ingot/core/plugin", "@ingot/hcl"];
const reach = [...low, "@ingot/client-", "@ingot/communicator-"];

/** Who may import whom, by the beginning of the specifier. It is the table of docs/architecture.md. */
const allowed: Readonly<Record<Room, readonly string[]>> = {
  hcl: [],
  core: ["@ingot/hcl"],
  clients: [...low, "@ingot/client-"],
  communicators: reach,
  builders: reach,
  provisioners: reach,
  "post-processors": reach,
  "data-sources": reach,
  testing: ["@ingot/core", "@ingot/hcl"],
  upgrade: ["@ingot/core", "@ingot/hcl"],
  cli: [
    ...["@ingot/core", "@ingot/hcl", "@ingot/builder-", "@ingot/provisioner-", "@ingot/post-processor-"],
    ...["@ingot/data-source-", "@ingot/client-vault", "@ingot/client-consul", "@ingot/client-aws-secrets-manager"],
    "@ingot/upgrade",
  ],
};

const roomOf = (file: string) => file.split("/")[1] as Room;
const packageName = (specifier: string) => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
const isOurs = (specifier: string) => specifier === "ingot" || specifier.startsWith("@ingot/");
const say = ({ file, specifier }: Import) => `${file} imports ${specifier}`;

test("every room imports only what it may", () => {
  const ours = imports.filter(({ specifier }) => isOurs(specifier));
  const forbidden = ours.filter(
    ({ file, specifier }) => !allowed[roomOf(file)].some((start) => specifier.startsWith(start)),
  );
  expect(forbidden.map(say)).toEqual([]);
});

test("nobody reaches into another package's files", () => {
  const strays = imports.filter((each) => {
    const target = targetOf(each);
    return target === undefined
      ? /^@ingot\/[^/]+\/(?!plugin$|legacy-json$|node-host$|duration$|reason$)/.test(each.specifier)
      : packageOf(target) !== packageOf(each.file);
  });
  expect(strays.map(say)).toEqual([]);
});

test("every package declares what it imports, and imports what it declares", () => {
  const complaints = [...new Set(sources.map(packageOf))].flatMap(compareDependencies);
  expect(complaints).toEqual([]);
});

function compareDependencies(folder: string): string[] {
  const { dependencies: needed, optionalDependencies: wanted } = manifestOf(folder);
  const dependencies = { ...needed, ...wanted };
  const used = new Set(
    imports
      .filter(
        ({ file, specifier }) => packageOf(file) === folder && !specifier.startsWith(".") && !isBuiltIn(specifier),
      )
      .map(({ specifier }) => packageName(specifier)),
  );
  const missing = [...used]
    .filter((name) => !(name in dependencies))
    .map((name) => `${folder} does not declare ${name}`);
  const idle = Object.keys(dependencies)
    .filter((name) => !used.has(name))
    .map((name) => `${folder} does not use ${name}`);
  return [...missing, ...idle];
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));

const isBuiltIn = (specifier: string) => specifier.startsWith("node:") || builtinModules.includes(specifier);

test("no file imports itself in a circle", () => {
  const edges = new Map<string, string[]>(sources.map((file) => [file, []]));
  for (const each of imports.filter(({ typeOnly }) => !typeOnly)) {
    const target = targetOf(each);
    if (target !== undefined) edges.get(each.file)!.push(target);
  }
  expect(findCycle(edges)).toBeUndefined();
});

test("the engine names no component", () => {
  const core = imports.filter(({ file }) => roomOf(file) === "core");
  expect(core.filter(({ specifier }) => isOurs(specifier) && !specifier.startsWith("@ingot/hcl")).map(say)).toEqual([]);
});

test("the rules are looked at: every room has sources and imports", () => {
  expect(new Set(imports.map(({ file }) => roomOf(file)))).toEqual(new Set(Object.keys(allowed)));
});

test("a circle is found and named", () => {
  const edges = new Map([
    ["a", ["b"]],
    ["b", ["c"]],
    ["c", ["b"]],
  ]);
  expect(findCycle(edges)).toEqual(["b", "c", "b"]);
});

import { type ast, type Diagnostic, errorAt, type Reference, references, type SourceRange, suggest } from "@ingot/hcl";
import { addressTree, buildAt } from "./addresses.js";
import { blocksOf } from "./blocks-of-build.js";
import type { ListedBuild } from "./draft.js";
import type { BuildNeed } from "./model.js";
import { onceForEach } from "./once-for-each.js";
import type { Selector } from "./select.js";

export interface Needs {
  /** The first place for each build that is needed; a build that needs itself is among them. */
  readonly needs: readonly BuildNeed[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What each of `builds` needs of the others, by what its blocks say: before any component is loaded, and whatever its values
 * are. So a reference counts also where a condition will not choose it; one whose address is computed does not.
 */
export function createNeeds(builds: readonly ListedBuild[], selector: Selector): (build: ListedBuild) => Needs {
  const tree = addressTree(builds);
  const called = buildsByName(builds);
  const referencesIn = onceForEach(artifactReferences);
  return onceForEach((build: ListedBuild): Needs => {
    const named = dependenciesOf(build).flatMap(({ name, range }) =>
      (called.get(name) ?? []).map((each) => needFor(each, "depends_on", range)),
    );
    const written = referencesOf(build, selector, referencesIn);
    const referred = written.flatMap(({ path, range }) => {
      const found = buildAt(tree, path);
      return found ? [needFor(found, "reference", range)] : [];
    });
    const strangers = dependenciesOf(build).filter(({ name }) => !called.has(name));
    return {
      needs: firstOfEach([...referred, ...named]),
      diagnostics: strangers.map(({ name, range }) => unknownDependency(name, range, builds)),
    };
  });
}

const dependenciesOf = ({ block, use }: ListedBuild) =>
  [use.source.dependsOn, use.dependsOn, block.dependsOn].flatMap((each) => each ?? []);

/** Each build by its full name, and all builds of a block by the block's; a full name goes before. */
function buildsByName(builds: readonly ListedBuild[]): ReadonlyMap<string, readonly ListedBuild[]> {
  const ofBlocks = new Map<string, ListedBuild[]>();
  for (const build of builds) {
    const { name } = build.block;
    const others = ofBlocks.get(name ?? "");
    if (others) others.push(build);
    else if (name) ofBlocks.set(name, [build]);
  }
  return new Map<string, readonly ListedBuild[]>([
    ...ofBlocks,
    ...builds.map((build) => [build.name, [build]] as const),
  ]);
}

const needFor = ({ name: build }: ListedBuild, by: BuildNeed["by"], range: SourceRange): BuildNeed => {
  return { build, by, range };
};

type ReferencesIn = (body: ast.Body) => readonly Reference[];

function referencesOf(build: ListedBuild, selector: Selector, within: ReferencesIn): readonly Reference[] {
  const { source, overrides } = build.use;
  const { provisioners, errorCleanup, postProcessors } = build.block;
  const own = [source.block.body, ...(overrides ? [overrides.block.body] : [])].flatMap(within);
  const shared = [...provisioners, ...(errorCleanup ? [errorCleanup] : []), ...postProcessors.flat()];
  if (shared.every(({ block }) => within(block.body).length === 0)) return own; // whom they apply to does not matter
  const applied = blocksOf(build, selector);
  const kept = applied.postProcessors.flatMap(({ scoped, isCut }) => (isCut ? [] : [scoped]));
  return [...own, ...[...applied.provisioners, ...kept].flatMap(({ block }) => within(block.body))];
}

const artifactReferences = (body: ast.Body): readonly Reference[] =>
  references(body).filter(({ root }) => root === "artifact");

function firstOfEach(needs: readonly BuildNeed[]): readonly BuildNeed[] {
  const first = new Map<string, BuildNeed>();
  for (const need of needs) if (!first.has(need.build)) first.set(need.build, need);
  return [...first.values()];
}

function unknownDependency(name: string, range: SourceRange, builds: readonly ListedBuild[]): Diagnostic {
  const full = builds.map((build) => build.name);
  const known = [...new Set([...full, ...builds.flatMap(({ block }) => block.name ?? [])])];
  const near = full.find((each) => each.endsWith(`.${name}`)) ?? suggest(name, known);
  const shown = known.slice(0, 10).join(", ");
  const more = known.length > 10 ? `, and ${known.length - 10} more` : "";
  const advice = near ? `Did you mean "${near}"?` : `There are: ${shown}${more}.`;
  const detail = `"${name}" is neither the full name of a build, as in "docker.base" or "web.docker.base", nor that of a build block. ${advice}`;
  return errorAt(range, "Unknown dependency", detail);
}

import type { ListedBuild } from "./draft.js";

/**
 * The builds of a template by the steps of their addresses: that of "web.docker.base" has `web`, `docker` and `base`. A build's
 * artifact may have addresses below it, where a build block is called as the builder type of another.
 */
export interface AddressNode {
  readonly build: ListedBuild | undefined;
  readonly within: ReadonlyMap<string, AddressNode>;
}

interface GrowingNode extends AddressNode {
  build: ListedBuild | undefined;
  readonly within: Map<string, GrowingNode>;
}

/** Of builds with one name the first counts; the others are refused. */
export function addressTree(builds: readonly ListedBuild[]): AddressNode {
  const root: GrowingNode = { build: undefined, within: new Map() };
  for (const build of builds) {
    const node = stepsOf(build).reduce(stepInto, root);
    node.build ??= build;
  }
  return root;
}

const stepsOf = ({ block, builderType, localName }: ListedBuild): readonly string[] =>
  block.name ? [block.name, builderType, localName] : [builderType, localName];

function stepInto({ within }: GrowingNode, step: string): GrowingNode {
  const next = within.get(step) ?? { build: undefined, within: new Map() };
  within.set(step, next);
  return next;
}

/** The build to whose artifact the steps lead, and beyond: the longest address counts. */
export function buildAt(root: AddressNode, steps: readonly string[]): ListedBuild | undefined {
  let found: ListedBuild | undefined;
  let node: AddressNode | undefined = root;
  for (const step of steps) {
    node = node.within.get(step);
    if (!node) break;
    found = node.build ?? found;
  }
  return found;
}

/** As an expression writes it: `artifact.docker.base`, or `artifact["my images"].docker.base`. */
export const addressOf = (build: ListedBuild): string => written(stepsOf(build));

function written(steps: readonly string[]): string {
  return `artifact${steps.map((step) => (identifier.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`)).join("")}`;
}

/** The first address in which `steps` stand with others before or between them: whoever wrote them has left those out. */
export function addressThrough(builds: readonly ListedBuild[], steps: readonly string[]): string | undefined {
  for (const address of builds.map(stepsOf)) {
    const end = steps.reduce((at, step) => (at < 0 ? at : address.indexOf(step, at) + 1 || -1), 0);
    if (end > 0) return written(address.slice(0, end));
  }
  return undefined;
}

/** The builds whose addresses begin as the node's. */
export function buildsWithin({ build, within }: AddressNode): readonly ListedBuild[] {
  return [...(build ? [build] : []), ...[...within.values()].flatMap(buildsWithin)];
}

const identifier = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

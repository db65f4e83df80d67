import { type Reference, references, type SourceRange } from "@ingot/hcl";
import type { Definition } from "./definition.js";
import { type Circle, circleOf, type Visit } from "./definition-circle.js";

export interface OrderByNeeds<D> {
  /** What one needs comes before it, so that long chains do not nest. */
  readonly ordered: readonly D[];
  /** The uses that close a circle, by the address of the one that has them and then of the one that they ask for. */
  readonly circles: ReadonlyMap<string, ReadonlyMap<string, Circle>>;
}

export type DefinitionOrder = OrderByNeeds<Definition>;

type Definitions = ReadonlyMap<string, Definition>;

/** Goes by the names that are written. Those that are computed, as in `local[var.name]`, are seen on evaluation only. */
export const orderDefinitions = (definitions: Definitions): DefinitionOrder =>
  orderByNeeds(definitions, (definition) => needsOf(definition, definitions));

/** What may need others of its kind. */
interface Defined {
  readonly address: string;
  readonly range: SourceRange;
}

export interface Need<D> {
  readonly definition: D;
  readonly askedAt: SourceRange;
}

export function orderByNeeds<D extends Defined>(
  definitions: ReadonlyMap<string, D>,
  needsOf: (definition: D) => readonly Need<D>[],
): OrderByNeeds<D> {
  const ordered = new Map<string, D>();
  const circles = new Map<string, Map<string, Circle>>();
  for (const definition of definitions.values()) {
    if (!ordered.has(definition.address)) visitNeeds(definition, needsOf, ordered, circles);
  }
  return { ordered: [...ordered.values()], circles };
}

interface Entered<D> extends Visit {
  readonly definition: D;
  readonly needs: readonly Need<D>[];
  next: number;
}

/** Depth first, with a stack of its own: a chain may be longer than the call stack is deep. */
function visitNeeds<D extends Defined>(
  first: D,
  needsOf: (definition: D) => readonly Need<D>[],
  ordered: Map<string, D>,
  circles: Map<string, Map<string, Circle>>,
): void {
  const path: Entered<D>[] = [];
  const places = new Map<string, number>();
  const enter = ({ definition, askedAt }: Need<D>) => {
    places.set(definition.address, path.length);
    path.push({ address: definition.address, askedAt, definition, needs: needsOf(definition), next: 0 });
  };
  enter({ definition: first, askedAt: first.range });
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const need = top.needs[top.next++];
    const place = need && places.get(need.definition.address);
    if (!need) {
      ordered.set(top.address, top.definition);
      places.delete(path.pop()!.address);
    } else if (place !== undefined) {
      const own = circles.get(top.address) ?? new Map<string, Circle>();
      circles.set(top.address, own.set(need.definition.address, circleOf(path, place, need.askedAt)));
    } else if (!ordered.has(need.definition.address)) enter(need);
  }
}

function needsOf({ node }: Definition, definitions: Definitions): Need<Definition>[] {
  return references(node).flatMap((reference) => {
    const definition = definitions.get(addressOf(reference) ?? "");
    return definition ? [{ definition, askedAt: reference.range }] : [];
  });
}

/** How many steps after the root name a definition; further ones are within its value. */
const stepsOf: Readonly<Record<string, number>> = { local: 1, data: 2 };

function addressOf({ root, path }: Reference): string | undefined {
  const steps = Object.hasOwn(stepsOf, root) ? stepsOf[root]! : undefined;
  return steps === undefined || path.length < steps ? undefined : [root, ...path.slice(0, steps)].join(".");
}

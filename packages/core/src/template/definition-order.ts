import { type Reference, references, type SourceRange } from "@ingot/hcl";
import type { Definition } from "./definition.js";
import { type Circle, circleOf, type Visit } from "./definition-circle.js";

export interface DefinitionOrder {
  /** What a definition refers to comes before it, so that long chains do not nest. */
  readonly ordered: readonly Definition[];
  /** The uses that close a circle, by the address of the definition that has them and then of the one that they ask for. */
  readonly circles: ReadonlyMap<string, ReadonlyMap<string, Circle>>;
}

type Definitions = ReadonlyMap<string, Definition>;

/** Goes by the names that are written. Those that are computed, as in `local[var.name]`, are seen on evaluation only. */
export function orderDefinitions(definitions: Definitions): DefinitionOrder {
  const ordered = new Map<string, Definition>();
  const circles = new Map<string, Map<string, Circle>>();
  for (const definition of definitions.values()) {
    if (!ordered.has(definition.address)) visitNeeds(definition, definitions, ordered, circles);
  }
  return { ordered: [...ordered.values()], circles };
}

interface Need {
  readonly definition: Definition;
  readonly askedAt: SourceRange;
}

interface Entered extends Visit {
  readonly definition: Definition;
  readonly needs: readonly Need[];
  next: number;
}

/** Depth first, with a stack of its own: a chain may be longer than the call stack is deep. */
function visitNeeds(
  first: Definition,
  definitions: Definitions,
  ordered: Map<string, Definition>,
  circles: Map<string, Map<string, Circle>>,
): void {
  const path: Entered[] = [];
  const places = new Map<string, number>();
  const enter = ({ definition, askedAt }: Need) => {
    places.set(definition.address, path.length);
    path.push({ address: definition.address, askedAt, definition, needs: needsOf(definition, definitions), next: 0 });
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

function needsOf({ node }: Definition, definitions: Definitions): Need[] {
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

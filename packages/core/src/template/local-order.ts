import { references, type SourceRange } from "@ingot/hcl";
import type { LocalDeclaration } from "./local-blocks.js";
import { type Circle, circleOf, type Visit } from "./local-circle.js";

export interface LocalOrder {
  /** What a local refers to comes before it, so that long chains do not nest. */
  readonly ordered: readonly LocalDeclaration[];
  /** The uses that close a circle, by the name of the local that has them and then of the one that they ask for. */
  readonly circles: ReadonlyMap<string, ReadonlyMap<string, Circle>>;
}

type Declarations = ReadonlyMap<string, LocalDeclaration>;

/** Goes by the names that expressions write. Those that they compute, as in `local[var.name]`, are seen on evaluation only. */
export function orderLocals(declarations: Declarations): LocalOrder {
  const ordered = new Map<string, LocalDeclaration>();
  const circles = new Map<string, Map<string, Circle>>();
  for (const declaration of declarations.values()) {
    if (!ordered.has(declaration.name)) visitNeeds(declaration, declarations, ordered, circles);
  }
  return { ordered: [...ordered.values()], circles };
}

interface Need {
  readonly declaration: LocalDeclaration;
  readonly askedAt: SourceRange;
}

interface Entered extends Visit {
  readonly declaration: LocalDeclaration;
  readonly needs: readonly Need[];
  next: number;
}

/** Depth first, with a stack of its own: a chain may be longer than the call stack is deep. */
function visitNeeds(
  first: LocalDeclaration,
  declarations: Declarations,
  ordered: Map<string, LocalDeclaration>,
  circles: Map<string, Map<string, Circle>>,
): void {
  const path: Entered[] = [];
  const places = new Map<string, number>();
  const enter = ({ declaration, askedAt }: Need) => {
    places.set(declaration.name, path.length);
    const needs = needsOf(declaration, declarations);
    path.push({ name: declaration.name, askedAt, declaration, needs, next: 0 });
  };
  enter({ declaration: first, askedAt: first.range });
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const need = top.needs[top.next++];
    const place = need && places.get(need.declaration.name);
    if (!need) {
      ordered.set(top.name, top.declaration);
      places.delete(path.pop()!.name);
    } else if (place !== undefined) {
      const own = circles.get(top.name) ?? new Map<string, Circle>();
      circles.set(top.name, own.set(need.declaration.name, circleOf(path, place, need.askedAt)));
    } else if (!ordered.has(need.declaration.name)) enter(need);
  }
}

function needsOf({ expression }: LocalDeclaration, declarations: Declarations): Need[] {
  return references(expression).flatMap(({ root, path, range }) => {
    const declaration = root === "local" ? declarations.get(String(path[0])) : undefined;
    return declaration ? [{ declaration, askedAt: range }] : [];
  });
}

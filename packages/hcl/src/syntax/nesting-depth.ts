import type { Expression, Node } from "./ast.js";
import { type Cursor, maximumDepth, SyntaxProblem, tooDeep } from "./cursor.js";
import { children } from "./walk.js";

/** Whether the tree below `root` is more than `bound` levels deep. */
function isDeeperThan(root: Node, bound: number): boolean {
  const waiting: Node[] = [root];
  const depths: number[] = [1];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const depth = depths.pop()!;
    if (depth > bound) return true;
    for (const child of children(node)) {
      waiting.push(child);
      depths.push(depth + 1);
    }
  }
  return false;
}

/**
 * Chains such as `a + b + c` and `a.b.c` nest without any bracket, so the parser never recurses in them; later walks do.
 * Only a long text can hold a chain that is too deep; the others are not looked at.
 */
export function refuseDeepChains(cursor: Cursor, expression: Expression): void {
  const { start, end } = expression.range;
  const allowed = maximumDepth - cursor.depth;
  if (end - start > allowed && isDeeperThan(expression, allowed)) throw new SyntaxProblem(tooDeep(expression.range));
}

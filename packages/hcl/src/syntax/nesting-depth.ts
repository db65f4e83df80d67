import { type Cursor, maximumDepth, tooDeep } from "./cursor.js";

/** Refuses what begins at `start` and would be a tree so many levels high; the parser's own depth says nothing of chains. */
export function refuseHighTree(cursor: Cursor, start: number, height: number): void {
  if (height > maximumDepth - cursor.depth) cursor.refuse(tooDeep(cursor.range(start)));
}

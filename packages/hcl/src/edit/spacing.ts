import { BlockNode } from "./block.js";
import type { ItemNode } from "./item.js";
import { endsBlank, startsBlank, withoutFirstLine, withoutLastBlank } from "./lines.js";

/** Blocks stand apart, unless those above stand close; a first item stands apart from a comment that is nobody's. */
export function wantsBlank(above: ItemNode | undefined, below: ItemNode, comments: string): boolean {
  if (!above) return comments !== "";
  if (!(above instanceof BlockNode) && !(below instanceof BlockNode)) return false;
  const before = above.previous;
  return !(above instanceof BlockNode && before instanceof BlockNode && isClose(above, before));
}

const isClose = (item: ItemNode, previous: ItemNode) =>
  item.gap === "" && item.blankAbove === "" && previous.blankBelow === "";

/** What stays between the neighbours of an item that is taken out: of two blank lines one, and none at a body's edge. */
export function joinGaps(above: string, below: string, isFirst: boolean, isLast: boolean): string {
  const apart = endsBlank(above) || (isFirst && above === "");
  if (startsBlank(below) && apart) return above + withoutFirstLine(below);
  return isLast && below === "" && endsBlank(above) ? withoutLastBlank(above) : above + below;
}

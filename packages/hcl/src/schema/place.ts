import type { SourceRange } from "../source.js";

/** "file.pkr.hcl:12", for sentences that mention a second place. */
export function placeOf({ source, start }: SourceRange): string {
  return `${source.name}:${source.position(start).line}`;
}

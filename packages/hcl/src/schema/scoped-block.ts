import type { Scope } from "../evaluate/scope.js";
import type { SourceRange } from "../source.js";
import type { Block, Body } from "../syntax/ast.js";

/** A block with the scope that its body is evaluated in: what a `dynamic` block makes, and what overrides may need. */
export interface ScopedBlock {
  readonly kind: "scoped-block";
  readonly block: Block;
  readonly scope: Scope;
  /** False where it stands for any number of blocks, because `for_each` or a label is not known yet. */
  readonly certain: boolean;
}

export const scopedBlock = (block: Block, scope: Scope): ScopedBlock => ({
  kind: "scoped-block",
  block,
  scope,
  certain: true,
});

/** A body that a configuration is read from; a block brings the header that complaints about the whole point at. */
export type BodyInput = Body | Block | ScopedBlock;

export interface ScopedBody {
  readonly body: Body;
  readonly scope: Scope;
  readonly header: SourceRange;
}

/** What to read and where to point; `scope` serves those inputs that bring none. */
export function scopedBodyOf(input: BodyInput, scope: Scope): ScopedBody {
  if (input.kind === "scoped-block") return { body: input.block.body, scope: input.scope, header: input.block.header };
  if (input.kind === "block") return { body: input.body, scope, header: input.header };
  return { body: input, scope, header: { ...input.range, end: input.range.start } };
}

export const blockOf = (block: Block | ScopedBlock): Block => (block.kind === "block" ? block : block.block);

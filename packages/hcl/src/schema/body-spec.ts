import type { Type } from "../value/type.js";

/** What a body may hold. Plain data, so that it can be compared, printed and made from other descriptions. */
export interface BodySpec {
  readonly attributes: Readonly<Record<string, AttributeSpec>>;
  readonly blocks: Readonly<Record<string, BlockSpec>>;
}

/** An argument: its type, and whether it must be set. */
export interface AttributeSpec {
  /** The value is converted to this type; `dynamicType` takes anything. */
  readonly type: Type;
  readonly required: boolean;
}

/** Blocks of one type: what stands in them, their labels, and how often they may stand. */
export interface BlockSpec {
  readonly body: BodySpec;
  /** The labels' names, as messages call them: `source "type" "name"`. */
  readonly labels: readonly string[];
  readonly minimum: number;
  /** 1 decodes to one object, anything above to a list. */
  readonly maximum: number;
}

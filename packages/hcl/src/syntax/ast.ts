import type { Diagnostic } from "../diagnostic.js";
import type { SourceRange } from "../source.js";
import type { Value } from "../value/value.js";

/** What every node has. Nodes are immutable and keep the order of the source. */
interface Ranged {
  readonly range: SourceRange;
}

/**
 * The same for the nodes that files are full of: the parser's make their range when asked, so `{ ...node }` has none. The
 * compiler knows that of accessors of classes alone.
 */
declare class Located {
  get range(): SourceRange;
}

/** An identifier where the grammar wants a name: an argument's, a block type's, an attribute's after a dot. */
export interface Name extends Located {
  readonly kind: "name";
  readonly text: string;
}

export interface File extends Ranged {
  readonly kind: "file";
  readonly body: Body;
}

/** Body : ( Attribute | Block )* */
export interface Body extends Ranged {
  readonly kind: "body";
  readonly items: readonly BodyItem[];
}

export type BodyItem = Attribute | Block;

/** An attribute's name and value are made when asked as well. */
declare class Argument extends Located {
  get name(): Name;
  get expression(): Expression;
}

/** Attribute : Name "=" Expression */
export interface Attribute extends Argument {
  readonly kind: "attribute";
}

/** Block : Name Label* "{" Body "}" */
export interface Block extends Ranged {
  readonly kind: "block";
  readonly type: Name;
  readonly labels: readonly Label[];
  readonly body: Body;
  /** The type and the labels, without the body. */
  readonly header: SourceRange;
}

/** A quoted string without interpolation, or an identifier, between a block's type and its brace. */
export interface Label extends Located {
  readonly kind: "label";
  readonly text: string;
}

/** A number, `true`, `false` or `null`. */
export interface Literal extends Located {
  readonly kind: "literal";
  readonly value: Value;
}

/**
 * A quoted string, a heredoc, or a whole text that is a template ("bare"). Escapes are decoded, strip markers and heredoc
 * indentation already applied; a text that they left empty is still there, so `"${x ~} "` is a string, whatever `x` is.
 */
export interface Template extends Located {
  readonly kind: "template";
  readonly form: "quoted" | "heredoc" | "bare";
  readonly parts: readonly TemplatePart[];
  /** In JSON, of a string with a template sequence in it: its text, for places that take no template. */
  readonly literal?: string;
  /** In JSON: why the string is no template, which matters only to those who take it for one. It has no parts then. */
  readonly problem?: Diagnostic;
}

export type TemplatePart = TemplateText | Interpolation | TemplateIf | TemplateFor;

export interface TemplateText extends Located {
  readonly kind: "text";
  readonly text: string;
}

/** "${" Expression "}" */
export interface Interpolation extends Located {
  readonly kind: "interpolation";
  readonly expression: Expression;
}

/** "%{ if" Expression "}" parts ( "%{ else }" parts )? "%{ endif }" */
export interface TemplateIf extends Located {
  readonly kind: "template-if";
  readonly condition: Expression;
  readonly whenTrue: readonly TemplatePart[];
  readonly whenFalse: readonly TemplatePart[];
}

/** "%{ for" Name ( "," Name )? "in" Expression "}" parts "%{ endfor }" */
export interface TemplateFor extends Located {
  readonly kind: "template-for";
  readonly keyName: Name | undefined;
  readonly valueName: Name;
  readonly collection: Expression;
  readonly parts: readonly TemplatePart[];
}

/** A root name: `var`, `local`, `each`, or a `for` expression's own name. */
export interface Variable extends Located {
  readonly kind: "variable";
  readonly name: string;
}

/** Expression "." Name */
export interface GetAttribute extends Located {
  readonly kind: "get-attribute";
  readonly object: Expression;
  readonly name: Name;
}

/** Expression "[" Expression "]", or the legacy form `list.0`. */
export interface Index extends Located {
  readonly kind: "index";
  readonly collection: Expression;
  readonly key: Expression;
}

/** Expression ( ".*" | "[*]" ) traversal; `each` is the traversal, whose innermost operand is a `SplatItem`. */
export interface Splat extends Located {
  readonly kind: "splat";
  readonly form: "attribute" | "full";
  readonly collection: Expression;
  readonly each: Expression;
}

/** Stands for the element that a splat is looking at. */
export interface SplatItem extends Located {
  readonly kind: "splat-item";
}

/** Name ( "::" Name )* "(" arguments ")"; with `expandFinal` the last argument is a list that is spread: `f(a, b...)`. */
export interface FunctionCall extends Located {
  readonly kind: "call";
  readonly name: Name;
  readonly arguments: readonly Expression[];
  readonly expandFinal: boolean;
}

/** Expression "?" Expression ":" Expression */
export interface Conditional extends Located {
  readonly kind: "conditional";
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
}

export type BinaryOperator = "||" | "&&" | "==" | "!=" | "<" | ">" | "<=" | ">=" | "+" | "-" | "*" | "/" | "%";

export interface Binary extends Located {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Unary extends Located {
  readonly kind: "unary";
  readonly operator: "-" | "!";
  readonly operand: Expression;
}

/** "[" ( Expression "," )* "]" */
export interface Tuple extends Located {
  readonly kind: "tuple";
  readonly items: readonly Expression[];
}

/** "{" ( key ( "=" | ":" ) Expression )* "}" */
export interface ObjectConstructor extends Located {
  readonly kind: "object";
  /** In JSON a key may not come twice; in the native syntax the last one counts. */
  readonly distinctKeys?: true;
  readonly items: readonly ObjectItem[];
}

export interface ObjectItem extends Located {
  readonly kind: "object-item";
  /** A bare name is an `ObjectKey`; any other expression is evaluated. */
  readonly key: ObjectKey | Expression;
  readonly value: Expression;
}

/** A bare name as a key: the name itself, not a variable. */
export interface ObjectKey extends Located {
  readonly kind: "object-key";
  readonly text: string;
}

/** `[for v in c : v if cond]` has no `key`; `{for k, v in c : k => v...}` has one, and groups when `group` is set. */
export interface For extends Located {
  readonly kind: "for";
  readonly keyName: Name | undefined;
  readonly valueName: Name;
  readonly collection: Expression;
  readonly key: Expression | undefined;
  readonly value: Expression;
  readonly group: boolean;
  readonly condition: Expression | undefined;
}

/** "(" Expression ")" */
export interface Parentheses extends Located {
  readonly kind: "parentheses";
  readonly expression: Expression;
}

export type Expression =
  | Literal
  | Template
  | Variable
  | GetAttribute
  | Index
  | Splat
  | SplatItem
  | FunctionCall
  | Conditional
  | Binary
  | Unary
  | Tuple
  | ObjectConstructor
  | For
  | Parentheses;

export type Node = File | Body | BodyItem | Label | Name | Expression | TemplatePart | ObjectItem | ObjectKey;

type ChildKeys<N extends Node> = readonly {
  [K in keyof N]-?: NonNullable<N[K]> extends Node | readonly Node[] ? K : never;
}[keyof N][];

/** The fields that hold nodes, in source order, for every kind: a node added to `Node` and not here does not compile. */
export const childKeys: { readonly [K in Node["kind"]]: ChildKeys<Extract<Node, { kind: K }>> } = {
  file: ["body"],
  body: ["items"],
  attribute: ["name", "expression"],
  block: ["type", "labels", "body"],
  label: [],
  name: [],
  literal: [],
  template: ["parts"],
  text: [],
  interpolation: ["expression"],
  "template-if": ["condition", "whenTrue", "whenFalse"],
  "template-for": ["keyName", "valueName", "collection", "parts"],
  variable: [],
  "get-attribute": ["object", "name"],
  index: ["collection", "key"],
  splat: ["collection", "each"],
  "splat-item": [],
  call: ["name", "arguments"],
  conditional: ["condition", "whenTrue", "whenFalse"],
  binary: ["left", "right"],
  unary: ["operand"],
  tuple: ["items"],
  object: ["items"],
  "object-item": ["key", "value"],
  "object-key": [],
  for: ["keyName", "valueName", "collection", "key", "value", "condition"],
  parentheses: ["expression"],
};

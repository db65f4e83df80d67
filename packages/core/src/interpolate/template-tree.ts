/** A `{{ }}` template: what it writes, and the templates that it defines for itself. */
export interface GoTemplate {
  readonly nodes: readonly TemplateNode[];
  readonly definitions: ReadonlyMap<string, readonly TemplateNode[]>;
}

/** `at` and `end` are offsets in the text, from the first `{{` of a node to its last `}}`. */
export type TemplateNode = Located &
  (
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "action"; readonly pipeline: Pipeline }
    | Branch
    | { readonly kind: "template"; readonly name: string; readonly pipeline: Pipeline | undefined }
    | { readonly kind: "break" | "continue" }
  );

/** What is written when the pipeline's value is true (`with` and `range` make it the dot), and what otherwise. */
export interface Branch {
  readonly kind: "if" | "with" | "range";
  readonly pipeline: Pipeline;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}

export interface Located {
  readonly at: number;
  readonly end: number;
}

/** Pipeline : ( Variable ( "," Variable )? ( ":=" | "=" ) )? Command ( "|" Command )*  -- each result becomes the next command's last argument */
export interface Pipeline {
  readonly at: number;
  readonly assigned?: Assignment;
  readonly commands: readonly Command[];
}

/** What becomes of the value. Only `range` has two variables: place and element. */
export interface Assignment {
  readonly variables: readonly [string, string | undefined];
  readonly declares: boolean;
}

/** Command : Operand+ -- a function with its arguments, or one value */
export interface Command {
  readonly at: number;
  readonly operands: readonly [Operand, ...Operand[]];
}

/** Operand : ( Dot | Variable | Name | "(" Pipeline ")" ) Field* | String | Character | Number | Boolean | "nil" */
export type Operand =
  | { readonly kind: "field"; readonly at: number; readonly path: readonly string[] }
  | { readonly kind: "variable"; readonly at: number; readonly name: string }
  | { readonly kind: "function"; readonly at: number; readonly name: string }
  | { readonly kind: "literal"; readonly at: number; readonly value: string | number | boolean | null }
  | { readonly kind: "pipeline"; readonly at: number; readonly pipeline: Pipeline }
  | { readonly kind: "part"; readonly at: number; readonly of: Operand; readonly path: readonly string[] };

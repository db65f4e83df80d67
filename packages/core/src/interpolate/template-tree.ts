/** The tree of a `{{ }}` template. `at` is the offset in the text, for messages. */
export type TemplateNode =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly pipeline: Pipeline }
  | {
      readonly kind: "if";
      readonly condition: Pipeline;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    };

/** Pipeline : Command ( "|" Command )*  -- each result becomes the next command's last argument */
export interface Pipeline {
  readonly at: number;
  readonly commands: readonly Command[];
}

/** Command : Operand+ -- a function with its arguments, or one value */
export interface Command {
  readonly at: number;
  readonly operands: readonly [Operand, ...Operand[]];
}

/** Operand : Field | Dot | Name | String | Number | Boolean | "(" Pipeline ")" */
export type Operand =
  | { readonly kind: "field"; readonly at: number; readonly path: readonly string[] }
  | { readonly kind: "function"; readonly at: number; readonly name: string }
  | { readonly kind: "literal"; readonly at: number; readonly value: string | number | boolean }
  | { readonly kind: "pipeline"; readonly at: number; readonly pipeline: Pipeline };

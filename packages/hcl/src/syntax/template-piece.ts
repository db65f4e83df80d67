import type { Expression } from "./ast.js";
import type { Made, Purpose, TemplateForClauses } from "./maker.js";

/** A template as it is written, before directives are nested. Whitespace rules change `text` in place. */
export type TemplatePiece<P extends Purpose = Purpose> = TextPiece | MarkedPiece<P>;

export interface TextPiece {
  readonly kind: "text";
  text: string;
  readonly start: number;
  readonly end: number;
}

/** An interpolation or a directive; the flags tell of its strip markers. */
export interface MarkedPiece<P extends Purpose = Purpose> {
  readonly kind: "marked";
  readonly start: number;
  readonly end: number;
  readonly stripsBefore: boolean;
  readonly stripsAfter: boolean;
  readonly content: Content<P>;
}

export type Content<P extends Purpose = Purpose> =
  | { readonly is: "interpolation"; readonly expression: Made<P, Expression> }
  | { readonly is: "if"; readonly condition: Made<P, Expression> }
  | (TemplateForClauses<P> & { readonly is: "for" })
  | { readonly is: "else" | "endif" | "endfor" };

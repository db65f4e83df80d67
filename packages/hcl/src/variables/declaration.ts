import type { Diagnostic } from "../diagnostic.js";
import type { SourceRange } from "../source.js";
import type { Expression } from "../syntax/ast.js";
import type { Type } from "../value/type.js";
import type { TypeDefaults } from "../value/type-expression.js";
import type { Value } from "../value/value.js";

/** What a `variable` block, or an entry of a `variables` block, declares. */
export interface VariableDeclaration {
  readonly name: string;
  /** As declared, else the default's type; `any` where neither says. */
  readonly type: Type;
  /** Defaults of optional attributes within `type`. */
  readonly defaults: TypeDefaults | undefined;
  /** Converted to `type`; unknown when it was wrong, so that nothing else is said of it. */
  readonly default: Value | undefined;
  readonly description: string;
  /** The value is marked, and no message quotes it or the line it stands on. */
  readonly sensitive: boolean;
  /** Texts in the default that must not be shown, whatever became of them. */
  readonly secrets: readonly string[];
  /** `PKR_VAR_x` and `-var x=` are taken as they are, rather than read as expressions. */
  readonly literalText: boolean;
  readonly validations: readonly ValidationRule[];
  /** The block's header, or the entry's name. */
  readonly range: SourceRange;
}

/** A `validation` block. */
export interface ValidationRule {
  /** Refers to the variable itself and to nothing else. */
  readonly condition: Expression;
  /** A sentence. */
  readonly message: string;
  readonly range: SourceRange;
}

/** What is read of one declaration; undefined where it declares nothing usable. */
export interface ReadDeclaration {
  readonly declaration: VariableDeclaration | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

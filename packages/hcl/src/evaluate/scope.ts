import type { Diagnostic } from "../diagnostic.js";
import type { SourceRange } from "../source.js";
import type { Expression } from "../syntax/ast.js";
import type { Type } from "../value/type.js";
import type { Value } from "../value/value.js";

/** An object whose attributes are computed when they are asked for: `local`, `data`. */
export interface LazyObject {
  readonly kind: "lazy";
  /** Every attribute there is, for suggestions and for use of the object as a whole. */
  names(): readonly string[];
  has(name: string): boolean;
  /** The value of an attribute that there is; `range` is where it is asked for, and is quoted in a cycle's report. */
  get(name: string, range: SourceRange): Evaluated;
  /** The attribute where it is such an object itself, as `data.http` is; then `get` is not asked for it. */
  child?(name: string): LazyObject | undefined;
  /** Its value as a whole, where that is not simply every attribute; `range` is where it stands. */
  whole?(range: SourceRange): Evaluated | undefined;
  /** Of an attribute that there is not: what may be meant instead, as an expression writes it. */
  meant?(name: string): string | undefined;
}

/** What names mean where an expression stands. */
export interface Scope {
  /** The value of a root name such as `var`; undefined where the name does not exist. */
  lookup(name: string): Value | LazyObject | undefined;
  /** Every root name, for suggestions. */
  names(): readonly string[];
  readonly functions: FunctionTable;
  /** Of a root name that there is not: a sentence on where it is to be found, or what does its work. */
  hint?(name: string): string | undefined;
  /** Of a function that is not in `functions`, where others exist that only cannot be called here: a sentence on that. */
  refusal?(name: string): string;
  /** What the attributes of a root name are, where a template declares them one by one: `var`'s are variables. */
  members?(root: string): Members | undefined;
}

/** For messages about an attribute that there is not. */
export interface Members {
  /** What one is called: "variable". */
  readonly noun: string;
  /** How one is declared: `variable "name" { … }`. */
  declaration(name: string): string;
}

/** A scope in which nothing has a name. */
export const emptyScope: Scope = { lookup: () => undefined, names: () => [], functions: new Map() };

/** Always a usable value: an unknown stands for what could not be computed, so one mistake hides no other. */
export interface Evaluated {
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
}

/** What expressions can call, by the name that they call it by. */
export type FunctionTable = ReadonlyMap<string, HclFunction | LazyFunction>;

/** What a function takes in one place. An argument is converted to `type` before the call. */
export interface Parameter {
  readonly name: string;
  readonly type: Type;
  readonly allowNull?: boolean;
  /** `"elements"`: known itself, but elements may be unknown. Without it the argument is wholly known. */
  readonly allowUnknown?: boolean | "elements";
  /** The function looks at marks itself; else they are taken off the arguments and put on the result. */
  readonly allowMarked?: boolean;
}

/** A function as the table holds it. `call` gets converted arguments and throws `FunctionError` for a bad one. */
export interface HclFunction {
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly variadic?: Parameter;
  /** The result's type; with unknown arguments it types the unknown result. */
  returns(args: readonly Value[]): Type;
  call(args: readonly Value[]): Value;
}

/** A function that is handed its arguments as expressions: `try`, `can`, `convert`. `lazy` throws `FunctionError`. */
export interface LazyFunction {
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly variadic?: Parameter;
  lazy(call: LazyCall): Value;
}

/** A call whose arguments are not evaluated yet, as a `LazyFunction` sees it. */
export interface LazyCall {
  readonly arguments: readonly Expression[];
  /** Evaluates where the call stands, without reporting anything. */
  evaluate(expression: Expression): Evaluated;
  report(diagnostics: readonly Diagnostic[]): void;
}

/** A complaint about one argument (by index), or about the call as a whole. */
export class FunctionError extends Error {
  readonly argument: number | undefined;

  constructor(message: string, argument?: number) {
    super(message);
    this.name = "FunctionError";
    this.argument = argument;
  }
}

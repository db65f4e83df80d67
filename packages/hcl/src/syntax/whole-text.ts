import type { Diagnostic } from "../diagnostic.js";
import type { Expression } from "./ast.js";
import type { Cursor } from "./cursor.js";
import { heightMaker } from "./height-maker.js";
import type { Made, Maker, Purpose } from "./maker.js";
import { refuseHighTree } from "./nesting-depth.js";
import { treeMaker } from "./tree-maker.js";

export interface ParsedText<T extends Expression = Expression> {
  /** Undefined where the text is none. */
  readonly expression: T | undefined;
  readonly diagnostics: Diagnostic[];
}

/** Parses all that a cursor scans as one expression or template: as everything else, it is checked first and made then. */
export function parseWhole<T extends Expression>(
  cursorFor: <P extends Purpose>(make: Maker<P>) => Cursor<P>,
  parseAll: <P extends Purpose>(cursor: Cursor<P>) => Made<P, T>,
): ParsedText<T> {
  const check = cursorFor(heightMaker);
  refuseHighTree(check, check.start, parseAll(check));
  if (check.problem) return { expression: undefined, diagnostics: [check.problem] };
  return { expression: parseAll(cursorFor(treeMaker)), diagnostics: [] };
}

/** An expression with nothing after it. */
export function parseWholeExpression<P extends Purpose>(cursor: Cursor<P>): Made<P, Expression> {
  const expression = cursor.expression();
  if (!cursor.at("end")) {
    cursor.unexpected(
      "Expression ends early",
      `The expression is complete here, yet more follows: ${cursor.describe()}.`,
    );
  }
  return expression;
}

import type { Diagnostic } from "../diagnostic.js";
import type { Expression } from "./ast.js";
import { type Cursor, SyntaxProblem } from "./cursor.js";
import { refuseDeepChains } from "./nesting-depth.js";

export interface ParsedText<T extends Expression = Expression> {
  /** Undefined where the text is none. */
  readonly expression: T | undefined;
  readonly diagnostics: Diagnostic[];
}

/** Parses all that the cursor scans as one expression or template. */
export function parseWhole<T extends Expression>(cursor: Cursor, parseAll: (cursor: Cursor) => T): ParsedText<T> {
  try {
    const expression = parseAll(cursor);
    refuseDeepChains(cursor, expression);
    return { expression, diagnostics: cursor.diagnostics };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return { expression: undefined, diagnostics: [error.diagnostic] };
  }
}

/** An expression with nothing after it. */
export function parseWholeExpression(cursor: Cursor): Expression {
  const expression = cursor.expression();
  if (!cursor.at("end")) {
    cursor.unexpected(
      "Expression ends early",
      `The expression is complete here, yet more follows: ${cursor.describe()}.`,
    );
  }
  return expression;
}

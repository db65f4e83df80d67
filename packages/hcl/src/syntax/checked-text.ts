import type { Source } from "../source.js";
import type { Expression, Template } from "./ast.js";
import { Cursor } from "./cursor.js";
import { parseExpression } from "./expression-parser.js";
import { parseQuoted } from "./template-parser.js";
import { treeMaker } from "./tree-maker.js";

/** A file whose check has found nothing wrong at the offsets that it is asked about; makes the trees of what stands there. */
export class CheckedText {
  readonly source: Source;
  #cursor: Cursor<"tree"> | undefined;

  constructor(source: Source) {
    this.source = source;
  }

  expressionAt(offset: number): Expression {
    return parseExpression(this.#cursorAt(offset));
  }

  quotedAt(offset: number): Template {
    return parseQuoted(this.#cursorAt(offset));
  }

  /** One cursor serves all, so the texts of names are shared; none is made for a file of which nothing is asked. */
  #cursorAt(offset: number): Cursor<"tree"> {
    this.#cursor ??= new Cursor(this.source, { as: "body", make: treeMaker, parseExpression });
    this.#cursor.scanner.restart(offset, 1);
    return this.#cursor;
  }
}

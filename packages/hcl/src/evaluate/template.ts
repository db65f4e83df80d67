import { errorAt } from "../diagnostic.js";
import type { Expression, Template, TemplateFor, TemplateIf, TemplatePart } from "../syntax/ast.js";
import { textOf } from "../value/content.js";
import { describeOne } from "../value/describe.js";
import { boolType, stringType } from "../value/type.js";
import { type Mark, string, Value } from "../value/value.js";
import { type Context, complain } from "./context.js";
import { iterate, withEntry } from "./iteration.js";
import { require, tryConvert } from "./operand.js";

/** A few lines can double a string until it no longer fits; far below that we refuse to go on. */
const longestText = 100_000_000;

/** A template that is one interpolation and nothing else keeps the type of its value; any other makes a string. */
export function evaluateTemplate({ parts, range, problem }: Template, context: Context): Value {
  if (problem) {
    context.diagnostics.add(problem);
    return Value.unknown();
  }
  const [only] = parts;
  if (parts.length === 1 && only!.kind === "text") return string(only!.text);
  if (parts.length === 1 && only!.kind === "interpolation") return context.value(only!.expression);
  const text = new TextBuilder();
  appendAll(parts, text, context);
  if (text.isTooLong) {
    const detail = `A template cannot make a string of more than ${longestText} characters.`;
    context.diagnostics.add(errorAt(range, "Value too large", detail));
  }
  return text.finish();
}

/** Grows a string that is unknown as soon as one of its pieces is. */
class TextBuilder {
  readonly #pieces: string[] = [];
  readonly #marks = new Set<Mark>();
  #isKnown = true;
  #length = 0;

  /** `value` is a string that is not null. */
  append(value: Value): void {
    this.mark(value.marks);
    if (!value.isKnown) this.#isKnown = false;
    else if (!this.isTooLong) this.#add(textOf(value));
  }

  get isTooLong(): boolean {
    return this.#length > longestText;
  }

  #add(text: string): void {
    this.#pieces.push(text);
    this.#length += text.length;
  }

  mark(marks: Iterable<Mark>): void {
    for (const mark of marks) this.#marks.add(mark);
  }

  /** What follows is missing a part of which nothing is known. */
  loseTrack(): void {
    this.#isKnown = false;
  }

  finish(): Value {
    return (this.#isKnown && !this.isTooLong ? string(this.#pieces.join("")) : Value.unknown(stringType)).withMarks(
      this.#marks,
    );
  }
}

function appendAll(parts: readonly TemplatePart[], text: TextBuilder, context: Context): void {
  for (const part of parts) appendPart(part, text, context);
}

function appendPart(part: TemplatePart, text: TextBuilder, context: Context): void {
  switch (part.kind) {
    case "text":
      text.append(string(part.text));
      break;
    case "interpolation":
      text.append(toText(part.expression, context));
      break;
    case "template-if":
      appendIf(part, text, context);
      break;
    case "template-for":
      appendFor(part, text, context);
      break;
  }
}

function toText(expression: Expression, context: Context): Value {
  const value = context.value(expression);
  const converted = tryConvert(value, stringType);
  const problem = problemWith(value, converted);
  if (problem === undefined) return converted as Value;
  complain(context, expression, errorAt(expression.range, "Invalid template interpolation value", problem));
  return Value.unknown(stringType).withMarks(value.marks);
}

function problemWith(value: Value, converted: Value | Error): string | undefined {
  if (value.isNull) return "This value is null, and null cannot be part of a string.";
  if (converted instanceof Value) return undefined;
  return `This value is ${describeOne(value.type)}, which cannot be part of a string. Take a part of it, or make text of it with a function such as join or jsonencode.`;
}

function appendIf(part: TemplateIf, text: TextBuilder, context: Context): void {
  const requirement = { type: boolType, summary: "Invalid condition", subject: 'The condition of "if"' };
  const condition = require(context.value(part.condition), part.condition, requirement, context);
  text.mark(condition.marks);
  if (condition.isKnown) appendAll(condition.content ? part.whenTrue : part.whenFalse, text, context);
  else text.loseTrack();
}

function appendFor(part: TemplateFor, text: TextBuilder, context: Context): void {
  const { entries, marks } = iterate(part.collection, context);
  text.mark(marks);
  if (!entries) text.loseTrack();
  for (const entry of entries ?? []) appendAll(part.parts, text, withEntry(context, part, entry));
}

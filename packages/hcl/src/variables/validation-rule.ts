import { type Diagnostic, errorAt, hasErrors } from "../diagnostic.js";
import { bodyContent } from "../schema/body-content.js";
import type { Attribute, Block, Expression } from "../syntax/ast.js";
import { references } from "../syntax/references.js";
import { stringType } from "../value/type.js";
import type { ValidationRule } from "./declaration.js";
import { readLiteral } from "./literal-argument.js";

export interface ReadRule {
  /** Undefined when it is not fit to be applied. */
  readonly rule: ValidationRule | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

const ruleSpec = { attributes: { condition: { required: true }, error_message: { required: true } }, blocks: {} };

/** validation { condition, error_message } */
export function readValidationRule(block: Block, variable: string): ReadRule {
  const { attributes, diagnostics } = bodyContent(block.body, ruleSpec, block.header);
  const condition = attributes.get("condition")?.expression;
  const message = attributes.get("error_message");
  const { content, diagnostics: unread } = readLiteral(message, stringType);
  const all = [
    ...diagnostics,
    ...unread,
    ...(condition ? conditionProblems(condition, variable) : []),
    ...(message && typeof content === "string" ? sentenceProblems(message, content) : []),
  ];
  const usable = condition && typeof content === "string" && !hasErrors(all);
  return { rule: usable ? { condition, message: content, range: block.header } : undefined, diagnostics: all };
}

/** The rule must judge this variable, and by nothing else. */
function conditionProblems(condition: Expression, variable: string): Diagnostic[] {
  if (condition.kind === "template" && condition.problem) return [condition.problem];
  const used = references(condition);
  const foreign = used.filter(({ root, path }) => root !== "var" || path[0] !== variable);
  if (foreign.length > 0) {
    const detail = `The condition may refer to var.${variable} and to nothing else, because it is checked before anything else has a value.`;
    return foreign.map(({ range }) => errorAt(range, "Invalid reference in variable validation", detail));
  }
  if (used.length > 0) return [];
  const detail = `The condition does not look at var.${variable}, so it would say the same of every value.`;
  return [errorAt(condition.range, "Invalid variable validation condition", detail)];
}

function sentenceProblems({ expression }: Attribute, text: string): Diagnostic[] {
  const first = [...text][0] ?? "";
  const isSentence = first === first.toUpperCase() && /[.?!]$/.test(text);
  if (isSentence) return [];
  const detail =
    "The message is shown to people, so it must be a sentence: begin it with a capital letter, and end it with a full stop, a question mark or an exclamation mark.";
  return [errorAt(expression.range, "Invalid validation error message", detail)];
}

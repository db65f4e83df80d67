import { engineFunctionNames } from "./engine-functions.js";
import { parseGoTemplate } from "./parse-go-template.js";
import { noField, noFunction } from "./template-error.js";
import type { Operand, Pipeline, TemplateNode } from "./template-tree.js";

interface Checking {
  readonly template: string;
  /** What an `if` may leave out is not read for fields: only rendering tells whether they are reached. */
  readonly isReached: boolean;
}

/**
 * What a template in an option can be seen to do wrong before a run: it cannot be read, calls a function that does not exist, or reads
 * a field where there are none. Throws an `IngotError`, TEMPLATE_ENGINE, with line and column.
 */
export function checkTemplate(template: string): void {
  for (const node of parseGoTemplate(template)) checkNode(node, { template, isReached: true });
}

function checkNode(node: TemplateNode, checking: Checking): void {
  if (node.kind === "action") checkPipeline(node.pipeline, checking);
  if (node.kind !== "if") return;
  checkPipeline(node.condition, checking);
  for (const inner of [...node.body, ...node.otherwise]) checkNode(inner, { ...checking, isReached: false });
}

function checkPipeline({ commands }: Pipeline, checking: Checking): void {
  for (const { operands } of commands) for (const operand of operands) checkOperand(operand, checking);
}

function checkOperand(operand: Operand, checking: Checking): void {
  const { template, isReached } = checking;
  if (operand.kind === "pipeline") checkPipeline(operand.pipeline, checking);
  if (operand.kind === "function" && !engineFunctionNames.has(operand.name))
    throw noFunction(template, operand.at, operand.name);
  if (operand.kind === "field" && operand.path.length > 0 && isReached)
    throw noField(template, operand.at, operand.path, []);
}

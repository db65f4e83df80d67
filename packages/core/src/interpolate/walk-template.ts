import { parseGoTemplate } from "./parse-go-template.js";
import type { Operand, Pipeline, TemplateNode } from "./template-tree.js";

export interface TemplateVisitor {
  /** `isReached` is false where only rendering tells whether it is, and what the dot means there. */
  operand(operand: Operand, isReached: boolean): void;
  /** One that stands for itself: an action's, what a branch depends on, one in parentheses. After its operands. */
  pipeline(pipeline: Pipeline, isReached: boolean): void;
}

/** Shows every part of a template once. Throws for one that cannot be read. */
export function walkTemplate(template: string, visitor: TemplateVisitor): void {
  const { nodes, definitions } = parseGoTemplate(template);
  for (const node of nodes) walkNode(node, visitor, true);
  for (const definition of definitions.values()) for (const node of definition) walkNode(node, visitor, false);
}

function walkNode(node: TemplateNode, visitor: TemplateVisitor, isReached: boolean): void {
  if ("pipeline" in node && node.pipeline) walkPipeline(node.pipeline, visitor, isReached);
  if (!("body" in node)) return;
  for (const inner of [...node.body, ...node.otherwise]) walkNode(inner, visitor, false);
}

function walkPipeline(pipeline: Pipeline, visitor: TemplateVisitor, isReached: boolean): void {
  for (const { operands } of pipeline.commands)
    for (const operand of operands) walkOperand(operand, visitor, isReached);
  visitor.pipeline(pipeline, isReached);
}

function walkOperand(operand: Operand, visitor: TemplateVisitor, isReached: boolean): void {
  if (operand.kind === "part") walkOperand(operand.of, visitor, isReached);
  if (operand.kind === "pipeline") walkPipeline(operand.pipeline, visitor, isReached);
  visitor.operand(operand, isReached);
}

import { parseGoTemplate } from "./parse-go-template.js";
import type { Command, Operand, Pipeline, TemplateNode } from "./template-tree.js";

export interface TemplateVisitor {
  /** `isReached` is false where an `if` decides: only rendering tells. */
  operand(operand: Operand, isReached: boolean): void;
  /** A command that nothing is piped into, after its operands. */
  command?(command: Command): void;
}

/** Shows every part of a template once. Throws for one that cannot be read. */
export function walkTemplate(template: string, visitor: TemplateVisitor): void {
  for (const node of parseGoTemplate(template)) walkNode(node, visitor, true);
}

function walkNode(node: TemplateNode, visitor: TemplateVisitor, isReached: boolean): void {
  if (node.kind === "action") walkPipeline(node.pipeline, visitor, isReached);
  if (node.kind !== "if") return;
  walkPipeline(node.condition, visitor, isReached);
  for (const inner of [...node.body, ...node.otherwise]) walkNode(inner, visitor, false);
}

function walkPipeline({ commands }: Pipeline, visitor: TemplateVisitor, isReached: boolean): void {
  for (const [index, command] of commands.entries()) {
    for (const operand of command.operands) {
      if (operand.kind === "pipeline") walkPipeline(operand.pipeline, visitor, isReached);
      visitor.operand(operand, isReached);
    }
    if (index === 0) visitor.command?.(command);
  }
}

import type { JsonValue } from "../json.js";
import { evaluatePipeline, type PipelineScope, type TemplateFunctions, written } from "./evaluate-pipeline.js";
import { entriesOf, isList, isObject, isTrue } from "./go-value.js";
import { parseGoTemplate } from "./parse-go-template.js";
import { templateError } from "./template-error.js";
import type { Branch, GoTemplate, Located, Pipeline, TemplateNode } from "./template-tree.js";

export type TemplateData = Readonly<Record<string, JsonValue>>;

/** Renders a `{{ }}` template. Throws an `IngotError`, TEMPLATE_ENGINE, with line and column. A text without `{{` is given back as it is. */
export function renderTemplate(template: string, data: TemplateData, functions: TemplateFunctions): string {
  if (!template.includes("{{")) return template;
  const { nodes, definitions } = parseGoTemplate(template);
  const output: Output = { parts: [], length: 0, steps: 0, depth: 0 };
  renderNodes(nodes, { template, functions, definitions, output, ...rootScope(data) });
  return output.parts.join("");
}

/** A template comes from a stranger: its loops and calls of itself end. */
const bounds = { steps: 1_000_000, length: 10_000_000, depth: 100 };

interface Output {
  readonly parts: string[];
  length: number;
  steps: number;
  depth: number;
}

interface Scope extends PipelineScope {
  readonly definitions: GoTemplate["definitions"];
  readonly output: Output;
}

const rootScope = (dot: JsonValue) => ({ dot, variables: new Map([["$", { value: dot }]]) });

/** What leaves a loop's body before its end. */
type Jump = "break" | "continue" | undefined;

function renderNodes(nodes: readonly TemplateNode[], scope: Scope): Jump {
  const inner = { ...scope, variables: new Map(scope.variables) };
  for (const node of nodes) {
    const jump = renderNode(node, inner);
    if (jump) return jump;
  }
  return undefined;
}

type InnerScope = Scope & { readonly variables: Map<string, { value: JsonValue }> };

function renderNode(node: TemplateNode, scope: InnerScope): Jump {
  step(node, scope);
  switch (node.kind) {
    case "text":
      return write(node.text, node, scope);
    case "action":
      return runAction(node.pipeline, node, scope);
    case "template":
      return renderCall(node.name, node, node.pipeline, scope);
    case "break":
    case "continue":
      return node.kind;
    default:
      return node.kind === "range" ? renderRange(node, scope) : renderBranch(node, scope);
  }
}

function step({ at }: { readonly at: number }, { output, template }: Scope): void {
  if (++output.steps > bounds.steps) throw templateError(template, at, `it takes more than ${bounds.steps} steps.`);
}

function write(text: string, { at }: Located, { output, template }: Scope): undefined {
  output.length += text.length;
  if (output.length > bounds.length)
    throw templateError(template, at, `it writes more than ${bounds.length} characters.`);
  output.parts.push(text);
}

function runAction(pipeline: Pipeline, node: Located, scope: InnerScope): undefined {
  const value = evaluatePipeline(pipeline, scope);
  if (pipeline.assigned) assign(pipeline, [value], scope);
  else write(written(value), node, scope);
}

/** Values for the variables before a pipeline. */
function assign({ assigned }: Pipeline, values: readonly JsonValue[], { variables }: InnerScope): void {
  for (const [at, name] of (assigned?.variables ?? []).entries()) {
    if (name === undefined) continue;
    if (assigned!.declares) variables.set(name, { value: values[at]! });
    else variables.get(name)!.value = values[at]!;
  }
}

function renderBranch({ kind, pipeline, body, otherwise }: Branch, scope: InnerScope): Jump {
  const value = evaluatePipeline(pipeline, scope);
  const inner = { ...scope, variables: new Map(scope.variables) };
  assign(pipeline, [value], inner);
  if (!isTrue(value)) return renderNodes(otherwise, inner);
  return renderNodes(body, kind === "with" ? { ...inner, dot: value } : inner);
}

function renderRange({ pipeline, body, otherwise }: Branch, scope: InnerScope): Jump {
  let isEmpty = true;
  for (const [place, element] of elementsOf(evaluatePipeline(pipeline, scope), pipeline, scope)) {
    isEmpty = false;
    step(pipeline, scope);
    const inner = { ...scope, variables: new Map(scope.variables) };
    const hasPlace = pipeline.assigned?.variables[1] !== undefined;
    assign(pipeline, hasPlace ? [place, element] : [element], inner);
    if (renderNodes(body, { ...inner, dot: element }) === "break") return undefined;
  }
  return isEmpty ? renderNodes(otherwise, scope) : undefined;
}

/** The elements of a list, the values of a map in the order of its keys, or the whole numbers below one. */
function elementsOf(
  value: JsonValue,
  { at }: Pipeline,
  { template }: Scope,
): Iterable<readonly [place: JsonValue, element: JsonValue]> {
  if (value === null) return [];
  if (isList(value)) return value.entries();
  if (isObject(value)) return entriesOf(value);
  if (Number.isInteger(value)) return numbersBelow(Number(value));
  throw templateError(template, at, '"range" goes through lists, maps and whole numbers only.');
}

function* numbersBelow(most: number): Iterable<readonly [number, number]> {
  for (let number = 0; number < most; number++) yield [number, number];
}

function renderCall(name: string, { at }: Located, pipeline: Pipeline | undefined, scope: Scope): undefined {
  const { template, definitions, output } = scope;
  const nodes = definitions.get(name);
  if (!nodes) throw templateError(template, at, `no template "${name}" is defined here.`);
  if (++output.depth > bounds.depth)
    throw templateError(template, at, `templates call one another more than ${bounds.depth} deep.`);
  renderNodes(nodes, { ...scope, ...rootScope(pipeline ? evaluatePipeline(pipeline, scope) : null) });
  output.depth--;
}

/** Packer's old JSON for tools that bring it up to date: its texts as trees of `{{ }}` templates, and complaints about its shape. */
export { rendersInHcl } from "./interpolate/engine-functions.js";
export { parseGoTemplate } from "./interpolate/parse-go-template.js";
export type { GoTemplate, Operand, Pipeline, TemplateNode } from "./interpolate/template-tree.js";
export { isNull, wrongShape } from "./template/legacy-json/json-shape.js";

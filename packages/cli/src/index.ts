export type * from "@ingot/core";
export {
  createEngine,
  describePlan,
  diagnosticJson,
  IngotError,
  isIngotError,
  nodeHost,
  renderDiagnostic,
} from "@ingot/core";
export { type BuildOptions, type BuildReport, build, TemplateError } from "./build-template.js";
export { builtIns } from "./built-ins.js";
export { languageVersion, version } from "./version.js";

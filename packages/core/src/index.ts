export type { Diagnostic } from "@ingot/hcl";
export { checkOptions, checkPath, expectedOptions } from "./arguments/options.js";
export type { Artifact } from "./artifact.js";
export { nodeHost, renderDiagnostic } from "./checked-calls.js";
export { describeFields, type FieldReference } from "./config/field-reference.js";
export { diagnosticJson } from "./diagnostic-json.js";
export { createEngine } from "./engine.js";
export type * from "./engine-api.js";
export { IngotError, isIngotError } from "./errors.js";
export type * from "./events.js";
export { fileReasonOf } from "./file-error.js";
export type { Host } from "./host.js";
export type { JsonValue } from "./json.js";
export type { NodeHostOptions } from "./node-host.js";
export { buildNames } from "./plan/build-names.js";
export type { DescribedArguments } from "./plan/describe-arguments.js";
export {
  type DescribedBuild,
  type DescribedComponent,
  type DescribedNeed,
  type DescribedPlace,
  type DescribedPostProcessor,
  type DescribedProvisioner,
  describePlan,
  type PlanDescription,
} from "./plan/describe-plan.js";
export type * from "./plan/model.js";
export type * from "./plugin.js";
export { createRedactor, type Redactor } from "./redact/redactor.js";
export { localReaper } from "./run/local-reaper.js";
export { type Inspected, inspectTemplate, inspectValues } from "./template/inspect.js";
export type * from "./template/model.js";
export { type PluginRequirement, requiredPlugins, typesOf as typesOfPlugin } from "./template/required-plugins.js";
export { valueText } from "./template/value-text.js";
